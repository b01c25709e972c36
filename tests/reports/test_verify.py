"""A sealed package gives away every change of every byte, and never a traceback."""

import hashlib
import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from domain.errors import DigestMalformed, PackageTooLarge, PackageUnreadable
from reports.archive import Member, pack, pieces
from reports.manifest import FORMAT, MANIFEST, SUMS, digest, sums
from reports.verify import DIRECTORY, Verification, read_values, verify_package


def a_small_package(**contents: bytes) -> list[Member]:
    """A package in form, with little in it."""
    contents = contents or {
        "自评报告.pdf": b"%PDF-1.4 tiny",
        "indicators.json": b'{"values": []}\n',
        "empty.csv": b"",
    }
    members = [Member(name, content) for name, content in contents.items()]
    listed = [{"name": m.name, "size": len(m.content), "sha256": digest(m.content)} for m in members]
    members.append(
        Member(MANIFEST, json.dumps({"format": FORMAT, "members": listed}, ensure_ascii=False).encode())
    )
    return [*members, Member(SUMS, sums(members))]


def verified(data: bytes, tmp_path: Path) -> Verification:
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    return verify_package(path)


def named(outcome: Verification) -> set[str]:
    return {problem.member for problem in outcome.problems}


def test_a_sealed_package_is_as_sealed(package_file: Path, package: bytes) -> None:
    outcome = verify_package(package_file, hashlib.sha256(package).hexdigest().upper())
    assert outcome.ok, outcome.problems
    assert len(outcome.members) == 6 + 2 * 38 + 2


def test_every_flipped_byte_is_found_and_its_member_named(tmp_path: Path) -> None:
    members = a_small_package()
    data = pack(members)
    offset = 0
    for piece in pieces(members):
        for position in range(offset, offset + len(piece.data)):
            for mask in (0x01, 0xFF):
                changed = bytearray(data)
                changed[position] ^= mask
                outcome = verified(bytes(changed), tmp_path)
                assert not outcome.ok, (position, mask)
                assert (piece.member or DIRECTORY) in named(outcome), (
                    position,
                    mask,
                    piece.part,
                    outcome.problems,
                )
        offset += len(piece.data)
    assert offset == len(data)


def test_flipped_bytes_of_a_full_package_are_found(package: bytes, tmp_path: Path) -> None:
    dice = random.Random(20230105)
    for position in [0, 1, len(package) - 1, *dice.sample(range(len(package)), 60)]:
        changed = bytearray(package)
        changed[position] ^= 1 << dice.randrange(8)
        assert not verified(bytes(changed), tmp_path).ok, position


def test_bytes_before_after_and_between_members_are_found(tmp_path: Path) -> None:
    data = pack(a_small_package())
    assert not verified(data + b"\0", tmp_path).ok
    assert not verified(b"\0" + data, tmp_path).ok
    middle = data.index(b"PK\x03\x04", 10)
    assert not verified(data[:middle] + b"\0" + data[middle:], tmp_path).ok
    with_comment = data[:-2] + b"\x02\x00hi"
    assert not verified(with_comment, tmp_path).ok


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_package_is_not_ok(kept: float, tmp_path: Path) -> None:
    data = pack(a_small_package())
    assert not verified(data[: int(len(data) * kept)], tmp_path).ok


def test_random_damage_never_gives_a_traceback(tmp_path: Path) -> None:
    data = pack(a_small_package())
    dice = random.Random(7)
    for _ in range(600):
        changed = bytearray(data)
        for _ in range(dice.randrange(1, 40)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        changed[:4] = data[:4]
        assert verified(bytes(changed), tmp_path).ok == (changed == data)


def test_an_added_member_is_named(tmp_path: Path) -> None:
    members = a_small_package()
    outcome = verified(pack([*members[:1], Member("外来.txt", b"x"), *members[1:]]), tmp_path)
    assert ("外来.txt", "added") in {(problem.member, problem.code) for problem in outcome.problems}


@pytest.mark.parametrize("gone", ["自评报告.pdf", "indicators.json", "empty.csv", MANIFEST, SUMS])
def test_a_member_left_out_is_named(gone: str, tmp_path: Path) -> None:
    outcome = verified(pack([member for member in a_small_package() if member.name != gone]), tmp_path)
    assert (gone, "missing") in {(problem.member, problem.code) for problem in outcome.problems}


def test_a_member_that_stands_twice_is_named(tmp_path: Path) -> None:
    members = a_small_package()
    outcome = verified(pack([*members, members[0]]), tmp_path)
    assert (members[0].name, "duplicate") in {(problem.member, problem.code) for problem in outcome.problems}


def test_members_in_another_order_are_not_as_sealed(tmp_path: Path) -> None:
    members = a_small_package()
    assert not verified(pack([members[1], members[0], *members[2:]]), tmp_path).ok


def test_the_same_members_in_an_ordinary_zip_are_not_as_sealed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in a_small_package():
            archive.writestr(member.name, bytes(member.content))
    assert not verified(buffer.getvalue(), tmp_path).ok


def test_a_replaced_member_with_a_fitting_list_is_found_by_the_manifest(tmp_path: Path) -> None:
    members = a_small_package()
    forged = [Member("自评报告.pdf", b"%PDF-1.4 forged"), *members[1:-1]]
    outcome = verified(pack([*forged, Member(SUMS, sums(forged))]), tmp_path)
    assert named(outcome) == {"自评报告.pdf"}


def test_a_package_forged_as_a_whole_is_found_by_the_digest_kept_elsewhere(tmp_path: Path) -> None:
    true = digest(pack(a_small_package()))
    path = tmp_path / "p.zip"
    path.write_bytes(pack(a_small_package(**{"自评报告.pdf": b"forged"})))
    assert verify_package(path).ok
    assert [problem.code for problem in verify_package(path, true).problems] == ["digest"]


def test_control_characters_in_forged_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    outcome = verified(pack([*a_small_package(), Member("\x1b[2J甲", b"")]), tmp_path)
    assert all(
        text.isprintable() for problem in outcome.problems for text in (problem.member, problem.message)
    )


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", bytes(5000)])
def test_a_file_that_is_no_zip_is_unusable(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(PackageUnreadable):
        verify_package(path)


def test_an_absent_file_and_a_folder_are_unusable(tmp_path: Path) -> None:
    for path in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(PackageUnreadable):
            verify_package(path)


def test_a_file_beyond_the_bound_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.zip"
    with path.open("wb") as file:
        file.truncate(2**31 + 1)
    with pytest.raises(PackageTooLarge):
        verify_package(path)


def test_an_expected_digest_must_be_a_digest(package_file: Path) -> None:
    with pytest.raises(DigestMalformed):
        verify_package(package_file, "abc")


def test_values_are_read_back(package_file: Path, tmp_path: Path) -> None:
    assert len(read_values(package_file)["values"]) == 38 * 8
    bare = tmp_path / "bare.zip"
    bare.write_bytes(pack([Member("a", b"")]))
    with pytest.raises(PackageUnreadable):
        read_values(bare)
