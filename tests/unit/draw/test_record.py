"""An exported draw replays to the same bytes anywhere, and no field of it can be changed unseen."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from domain.draw.canonical import file_bytes
from domain.draw.drawing import prepare
from domain.draw.errors import DrawFileUnusable
from domain.draw.record import SHOWN_DIFFERENCES, export, verify
from domain.draw.seal import commitment_of, seed_of, settled_value
from domain.draw.simulation import decimal_text, estimate
from domain.draw.stream import Stream, derive
from domain.errors import ShianError
from tests.factories.draws import NONCE, VALUE, a_draw, parameters, three_strata

SMALL = export(prepare(parameters(a_draw())), NONCE, VALUE)
# Of the export of `three_strata` below: another figure means that earlier draws no longer replay.
GOLDEN = "3f5beaf919e7b881b2780776cf3be266b7a73f84ae22131d6aa6c9ba0e1ec913"
SCRIPT = """
import hashlib
from domain.draw.canonical import file_bytes
from domain.draw.drawing import prepare
from domain.draw.record import export
from tests.factories.draws import NONCE, VALUE, parameters, three_strata
print(hashlib.sha256(file_bytes(export(prepare(parameters(three_strata())), NONCE, VALUE))).hexdigest())
"""


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_the_same_inputs_give_the_same_bytes_under_every_hash_seed(hash_seed: str) -> None:
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == GOLDEN


def test_an_export_verifies_against_its_own_bytes() -> None:
    content = file_bytes(SMALL)
    verification = verify(content, "结果")
    assert verification.ok
    assert verification.commitment == commitment_of(parameters(a_draw()), NONCE)
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256(file_bytes(json.loads(content))).hexdigest()


def test_the_order_of_the_rosters_files_does_not_matter() -> None:
    value = a_draw()
    value["enterprises"].reverse()
    value["inspectors"].reverse()
    assert export(prepare(parameters(value)), NONCE, VALUE) == SMALL


def test_another_public_value_or_nonce_gives_another_draw() -> None:
    plan = prepare(parameters(three_strata()))
    drawn = [
        export(plan, nonce, value)["result"]["drawn"]
        for nonce, value in ((NONCE, VALUE), (NONCE[::-1], VALUE), (NONCE, "another value"))
    ]
    assert drawn[0] != drawn[1] != drawn[2] != drawn[0]


def test_enterprises_can_be_replayed_by_hand() -> None:
    """The protocol in eight lines, without the product's own drawing."""
    commitment = commitment_of(parameters(a_draw()), NONCE)
    seed = seed_of(commitment, NONCE, settled_value(VALUE))
    stream = Stream(derive(seed, "enterprises"))
    roster = sorted(one["credit_code"] for one in a_draw()["enterprises"])
    for at in range(2):
        pick = at + stream.below(len(roster) - at)
        roster[at], roster[pick] = roster[pick], roster[at]
    assert [one["credit_code"] for one in SMALL["result"]["drawn"]] == roster[:2]


def test_every_enterprise_has_its_exact_probability_and_standing() -> None:
    plan = prepare(parameters(three_strata()))
    result = export(plan, NONCE, VALUE)["result"]
    found = {
        (entry["stratum"], entry["standing"], entry["probability"], entry["decimal"])
        for entry in result["enterprises"]["chances"]
    }
    assert found == {
        (1, "eligible", "4/9", "0.444444"),
        (2, "eligible", "2/7", "0.285714"),
        (3, "eligible", "3/5", "0.600000"),
        (1, "sampled-recently", "0/1", "0.000000"),
        (2, "not-active", "0/1", "0.000000"),
        (None, "no-stratum", "0/1", "0.000000"),
    }
    assert len(result["enterprises"]["chances"]) == 24
    assert "模拟估计" in result["inspectors"]["note"]


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON value, containers included."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for name in value if isinstance(value, dict) else range(len(value)):
            yield from places_in(value[name], (*path, name))


def changed(path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> bytes:
    copy = deepcopy(SMALL)
    holder = copy
    for name in path[:-1]:
        holder = holder[name]
    change(holder, path[-1])
    return file_bytes(copy)


def other(holder: Any, name: Any) -> None:
    """Another value of the same type: the nearest neighbour, which is the easiest to overlook."""
    value = holder[name]
    if isinstance(value, str):
        last = value[-1:]
        holder[name] = value[:-1] + ("1" if last == "0" else "0")
    elif isinstance(value, int):
        holder[name] = value + 1
    elif isinstance(value, list):
        holder[name] = [*value, *value[:1]] if value else ["x"]
    elif isinstance(value, dict):
        holder[name] = {**value, "x": None}
    else:
        holder[name] = "x"


def removed(holder: Any, name: Any) -> None:
    del holder[name]


@pytest.mark.parametrize("change", [other, removed])
def test_a_change_of_any_field_is_seen(change: Callable[[Any, Any], None]) -> None:
    unseen = []
    places = list(places_in(SMALL))
    for path in places:
        content = changed(path, change)
        try:
            verification = verify(content, "结果")
        except ShianError:
            continue  # what cannot be replayed at all is refused, with status 2
        if verification.ok:
            unseen.append(path)
    assert len(places) > 150
    assert unseen == []


def test_a_change_of_the_result_is_named_with_both_values() -> None:
    def swap(holder: Any, name: Any) -> None:
        holder[name] = "J999"

    found = verify(changed(("result", "drawn", 0, "inspectors", 0, "id"), swap), "结果").differences
    assert [(one.path, one.found) for one in found] == [("result.drawn[1].inspectors[1].id", "J999")]
    assert found[0].expected in {"J001", "J002", "J003", "J004"}


def test_the_same_content_in_other_bytes_is_not_the_same_file() -> None:
    for content in (
        json.dumps(SMALL).encode(),
        file_bytes(SMALL) + b"\n",
        b"\xef\xbb\xbf" + file_bytes(SMALL),
        file_bytes(SMALL).replace(b'"protocol": "shian-draw-1"', b'"protocol":  "shian-draw-1"'),
    ):
        verification = verify(content, "结果")
        assert not verification.ok
        assert "写法" in (verification.differences[0].found or "")


def test_true_does_not_pass_for_one() -> None:
    def truth(holder: Any, name: Any) -> None:
        holder[name] = True

    assert SMALL["result"]["strata"][0]["stratum"] == 1
    assert not verify(changed(("result", "strata", 0, "stratum"), truth), "结果").ok


def test_a_wholly_different_result_lists_the_first_differences_only() -> None:
    copy = {**SMALL, "result": {**SMALL["result"], "drawn": [{"x": 1}] * 1_000}}
    assert len(verify(file_bytes(copy), "结果").differences) == SHOWN_DIFFERENCES


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"protocol": "shian-draw-1"}', b"\x00\xff"])
def test_what_is_no_draw_is_unusable(content: bytes) -> None:
    with pytest.raises(DrawFileUnusable):
        verify(content, "结果")


def test_decimals_are_rounded_half_up_from_the_exact_fraction() -> None:
    assert decimal_text(1, 2_000_000) == "0.000001"  # 0.0000005
    assert decimal_text(2, 3) == "0.666667"
    assert decimal_text(1, 3) == "0.333333"
    assert decimal_text(7, 7) == "1.000000"


def test_a_standard_error_is_that_of_the_mean() -> None:
    # 40 hits in 100 runs: sqrt(0.4 * 0.6 / 99).
    assert (estimate(100, 40, 40).mean, estimate(100, 40, 40).standard_error) == ("0.400000", "0.049237")
    assert estimate(100, 100, 100).standard_error == "0.000000"
    assert estimate(1, 1, 1).mean == "—"
