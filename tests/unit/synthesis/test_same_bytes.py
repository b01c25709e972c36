"""The same arguments give the same bytes, whatever the machine's settings."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_PROGRAM = """
import sys
from decimal import Decimal
from pathlib import Path
from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize
synthesize(Path(sys.argv[1]), year=2023, scale=Decimal("0.03"), seed=1, city=read_city())
"""
_ROOT = Path(__file__).parents[3]


def _digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_hash_seed_time_zone_and_locale_change_no_byte(small_folder: Path, tmp_path: Path) -> None:
    settings = {"PYTHONHASHSEED": "12345", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONPATH": str(_ROOT)}
    out = tmp_path / "elsewhere"
    subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(out)], check=True, cwd=tmp_path, env={**os.environ, **settings}
    )
    assert _digests(out) == _digests(small_folder)


def test_another_seed_gives_another_year_of_the_same_city(
    small_folder: Path, make_year: Callable[..., Path]
) -> None:
    one, other = _digests(small_folder), _digests(make_year(seed=2))
    assert one["samples.csv"] != other["samples.csv"]
    assert one["enterprises.csv"] != other["enterprises.csv"]
    assert one["areas.csv"] == other["areas.csv"]
    assert one["population.csv"] == other["population.csv"]


def test_files_are_utf8_without_mark_and_end_lines_with_line_feeds(small_folder: Path) -> None:
    for file in small_folder.iterdir():
        content = file.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert content.decode("utf-8")
