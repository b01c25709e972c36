"""One package for all tests of this room: drawing it takes a second or two."""

from pathlib import Path

import pytest

from reports.fonts import find_fonts
from reports.model import PackageInput
from reports.package import build_package
from reports.pdf.document import draw_report
from reports.report import build_report
from tests.reports.factories import a_package_input


@pytest.fixture(scope="session")
def given() -> PackageInput:
    """The city's edition."""
    return a_package_input()


@pytest.fixture(scope="session")
def package(given: PackageInput) -> bytes:
    """The city's package."""
    return build_package(given)


@pytest.fixture(scope="session")
def drawn(given: PackageInput) -> tuple[bytes, frozenset[str]]:
    """The city's report and the characters that no face has."""
    return draw_report(build_report(given), find_fonts())


@pytest.fixture
def package_file(package: bytes, tmp_path: Path) -> Path:
    """The city's package as a file."""
    path = tmp_path / "自评材料包.zip"
    path.write_bytes(package)
    return path
