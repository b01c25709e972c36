"""Members of a package against the two lists that name them: `SHA256SUMS` and `manifest.json`."""

import json
import re
from dataclasses import dataclass
from typing import Any

from reports.archive import Member
from reports.manifest import FORMAT, MANIFEST, SUMS, digest

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as sealed. `code` is stable: altered, structure, added, missing, duplicate, list, digest."""

    member: str
    code: str
    message: str


def against_lists(members: dict[str, Member]) -> list[Problem]:
    """Members against `SHA256SUMS` and `manifest.json`."""
    if SUMS not in members:
        return [Problem(SUMS, "missing", f"缺少 {SUMS}，无法核对各文件的摘要")]
    summed = _sums(members[SUMS])
    if summed is None:
        return [Problem(SUMS, "list", f"{SUMS} 已改动，不是摘要清单的格式")]
    problems = _against(members, summed, SUMS, {SUMS})
    if MANIFEST not in members:
        return [*problems, Problem(MANIFEST, "missing", f"缺少 {MANIFEST}")]
    stated = _stated(members[MANIFEST])
    if stated is None:
        return [*problems, Problem(MANIFEST, "list", f"{MANIFEST} 已改动，不是本格式（{FORMAT}）的清单")]
    problems += _against(members, stated, MANIFEST, {SUMS, MANIFEST})
    if list(summed) != [*stated, MANIFEST] or list(members) != [*summed, SUMS]:
        problems.append(Problem(SUMS, "list", "包内文件的名称或次序与两份清单不一致"))
    return problems


def _against(members: dict[str, Member], listed: dict[str, str], by: str, but: set[str]) -> list[Problem]:
    problems = []
    for name, stated in listed.items():
        if name not in members:
            problems.append(Problem(name, "missing", f"包内缺少 {by} 所列的 {name}"))
        elif digest(members[name].content) != stated:
            problems.append(Problem(name, "altered", f"{name} 的 SHA-256 与 {by} 所列不符"))
    problems += [
        Problem(name, "added", f"{name} 不在 {by} 所列的文件之中")
        for name in members
        if name not in listed.keys() | but
    ]
    return problems


def _sums(member: Member) -> dict[str, str] | None:
    """Names and digests, or None where the file is not exactly a list of them."""
    try:
        text = bytes(member.content).decode("utf-8")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    if lines.pop() != "" or not lines:
        return None
    listed: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[2] in listed:
            return None
        listed[match[2]] = match[1]
    return listed


def _stated(member: Member) -> dict[str, str] | None:
    """Names and digests that the manifest states, or None where it is not a manifest."""
    stated = as_json(member)
    if (
        not isinstance(stated, dict)
        or stated.get("format") != FORMAT
        or not isinstance(stated.get("members"), list)
    ):
        return None
    listed: dict[str, str] = {}
    for entry in stated["members"]:
        if not isinstance(entry, dict) or set(entry) != {"name", "size", "sha256"}:
            return None
        if (
            not isinstance(entry["name"], str)
            or not isinstance(entry["sha256"], str)
            or entry["name"] in listed
        ):
            return None
        listed[entry["name"]] = entry["sha256"]
    return listed


def as_json(member: Member) -> Any:
    """A member's content as JSON; None where it is not."""
    try:
        return json.loads(bytes(member.content).decode("utf-8"))
    except (ValueError, RecursionError):
        return None
