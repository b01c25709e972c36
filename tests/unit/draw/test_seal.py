"""The commitment binds everything the office decides, the seed binds it to the public value."""

import hashlib
import hmac
import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from domain.draw.canonical import file_bytes
from domain.draw.drawing import prepare
from domain.draw.errors import (
    DrawCommitmentMismatch,
    DrawFileUnusable,
    DrawInspectorsInsufficient,
    DrawPublicValueUnusable,
    DrawValueAlreadyPublic,
    DrawValueNotYetPublic,
)
from domain.draw.parameters import document
from domain.draw.seal import (
    Secret,
    announcement,
    check_announcement,
    check_public,
    check_still_unknown,
    commitment_of,
    read_secret,
    secret_document,
    seed_of,
    settled_value,
)
from tests.factories.draws import NONCE, a_draw, an_enterprise, an_inspector, parameters

SECRET = Secret(parameters(a_draw()), NONCE)


def test_the_commitment_is_a_hash_anybody_can_compute() -> None:
    sealed = {"nonce": NONCE.hex(), "parameters": document(SECRET.parameters), "protocol": "shian-draw-1"}
    text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert commitment_of(SECRET.parameters, NONCE) == hashlib.sha256(text.encode()).hexdigest()


def test_the_seed_is_an_hmac_anybody_can_compute() -> None:
    commitment = commitment_of(SECRET.parameters, NONCE)
    message = b"shian-draw-1/seed\0" + bytes.fromhex(commitment) + b"03111522283307"
    assert seed_of(commitment, NONCE, "03111522283307") == hmac.new(NONCE, message, "sha256").digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "别的"},
        {"reference_date": "2026-07-02"},
        {"public_value": {"source": "别的彩票", "date": "2026-07-02"}},
        {"public_value": {"source": a_draw()["public_value"]["source"], "date": "2026-07-03"}},
        {"exclusion_days": 91},
        {"max_tasks": 3},
        {"simulation_runs": 101},
        {"strata": [{"values": {"stage": "餐饮"}, "quota": 3}]},
        {"total": 2, "strata": [{"values": {"stage": "餐饮"}, "weight": 2}]},
        {"enterprises": [an_enterprise(one) for one in range(1, 7)]},
        {"enterprises": [an_enterprise(one, trade="食堂") for one in range(1, 6)]},
        {"inspectors": [an_inspector(1, 1), *(an_inspector(one) for one in (2, 3, 4))]},
    ],
)
def test_whatever_is_changed_changes_the_commitment(changes: dict[str, Any]) -> None:
    other = parameters(a_draw(**changes))
    assert commitment_of(other, NONCE) != commitment_of(SECRET.parameters, NONCE)


def test_another_nonce_gives_another_commitment() -> None:
    assert commitment_of(SECRET.parameters, NONCE[::-1]) != commitment_of(SECRET.parameters, NONCE)


@pytest.mark.parametrize(
    "written",
    [
        "03 11 15 22 28 33 + 07",
        "03,11,15,22,28,33,07",
        "０３　１１－１５－２２－２８－３３　０７\n",
        "03111522283307",
    ],
)
def test_how_a_public_value_is_written_cannot_choose_the_draw(written: str) -> None:
    assert settled_value(written) == "03111522283307"


@pytest.mark.parametrize("written", ["", "735", " -+-+-+-+- ", "7 3 5 ! ?", "1" * 1_001, "\ufdfa" * 1_000])
def test_a_public_value_too_short_to_be_unforeseeable_is_refused(written: str) -> None:
    with pytest.raises(DrawPublicValueUnusable):
        settled_value(written)


def test_a_commitment_comes_no_later_than_the_day_of_its_public_value_and_the_draw_no_earlier() -> None:
    day = date(2026, 7, 2)
    check_still_unknown(SECRET.parameters, day)
    check_public(SECRET.parameters, day)
    with pytest.raises(DrawValueAlreadyPublic):
        check_still_unknown(SECRET.parameters, date(2026, 7, 3))
    with pytest.raises(DrawValueNotYetPublic):
        check_public(SECRET.parameters, date(2026, 7, 1))


def test_a_secret_file_opens_to_what_was_put_in() -> None:
    assert read_secret(file_bytes(secret_document(SECRET)), "密钥") == SECRET


@pytest.mark.parametrize("field", ["title", "max_tasks", "enterprises", "inspectors"])
def test_a_secret_file_whose_roster_or_rules_were_changed_is_refused(field: str) -> None:
    changed = deepcopy(secret_document(SECRET))
    other = document(
        parameters(
            a_draw(
                title="别的",
                max_tasks=3,
                enterprises=[an_enterprise(9)],
                inspectors=[an_inspector(8), an_inspector(9)],
            )
        )
    )
    changed["parameters"][field] = other[field]
    with pytest.raises(DrawCommitmentMismatch, match="改动"):
        read_secret(file_bytes(changed), "密钥")


@pytest.mark.parametrize("nonce", ["00" * 32, "", "zz" * 32, "AB" * 32, "a " * 32, None, 5])
def test_a_secret_file_with_another_nonce_is_refused(nonce: object) -> None:
    changed = {**secret_document(SECRET), "nonce": nonce}
    with pytest.raises((DrawCommitmentMismatch, DrawFileUnusable)):
        read_secret(file_bytes(changed), "密钥")


def test_an_announcement_says_what_will_decide_and_must_stay_as_published() -> None:
    published = announcement(prepare(SECRET.parameters), NONCE)
    assert published["public_value"] == {"source": SECRET.parameters.value_source, "date": "2026-07-02"}
    assert (published["enterprises"], published["inspectors"], published["drawn"]) == (5, 4, 2)
    assert NONCE.hex() not in file_bytes(published).decode()
    check_announcement(file_bytes(published), "承诺", published)
    for field in published:
        if field != "protocol":
            with pytest.raises(DrawCommitmentMismatch, match=field):
                check_announcement(file_bytes({**published, field: "x"}), "承诺", published)
    with pytest.raises(DrawFileUnusable):
        check_announcement(b'{"protocol": "other"}', "承诺", published)


def test_too_few_inspectors_are_refused_before_the_commitment_with_who_is_in_the_way() -> None:
    value = a_draw(inspectors=[an_inspector(1), an_inspector(2, 3), an_inspector(3, 3)])
    with pytest.raises(DrawInspectorsInsufficient, match="合成数据3号") as refused:
        prepare(parameters(value))
    details = refused.value.details
    assert (details["needed"], details["places"], details["inspectors"]) == (2, 1, ["检查员1（J001）"])
    assert len(details["enterprises"]) == 1


def test_too_low_a_cap_is_refused_with_the_places_there_are() -> None:
    value = a_draw(max_tasks=1, inspectors=[an_inspector(one) for one in (1, 2, 3)])
    with pytest.raises(DrawInspectorsInsufficient, match="最多能安排 3 人次"):
        prepare(parameters(value))
