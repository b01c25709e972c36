"""Packages asked for while a server is killed: made in the end, whole, under their seals, and nothing left over."""

import hashlib
import json
import time
from pathlib import Path

from tests.torture._sending import Caller, Command

SECONDS = 120


def request_package(port: int, number: int, faults: list[str]) -> None:
    """Ask for a package that nobody asked for before."""
    order = {"year": 2000 + number % 100, "as_of": f"{2001 + number % 100}-03-31", "area": "320400"}
    caller = Caller(port)
    try:
        answer = caller.send(Command(f"p-{number}", "/api/v1/packages", json.dumps(order).encode()))
    finally:
        caller.close()
    if answer.status != 202:
        faults.append(f"the package was refused: {answer.body[:200]!r}")


def package_faults(port: int, home: Path) -> list[str]:
    """Wait until no package is queued; every one that is done must be what its row and its seal say."""
    caller, end, faults = Caller(port), time.monotonic() + SECONDS, []
    while any(_packages(caller, state) for state in ("queued", "running")):
        if time.monotonic() > end:
            return ["a package is not made"]
        time.sleep(0.2)
    for package in _packages(caller, "done"):
        file = caller.ask("GET", package["file"])
        seal = caller.ask("GET", package["file"].replace("/file", "/seal"))
        if file.status != 200 or hashlib.sha256(file.body).hexdigest() != package["sha256"]:
            faults.append(f"package {package['id']} cannot be had as it was made")
        if seal.status != 200 or json.loads(seal.body)["sha256"] != package["sha256"]:
            faults.append(f"package {package['id']} has another seal")
    faults += [f"package {one['id']} failed: {one['failure']}" for one in _packages(caller, "failed")]
    left = [file.name for file in (home / "packages").glob(".*.part")]
    if left:
        faults.append(f"left over: {left}")
    caller.close()
    return faults


def _packages(caller: Caller, state: str) -> list[dict[str, str]]:
    answer = caller.ask("GET", f"/api/v1/packages?state={state}&limit=100")
    found: list[dict[str, str]] = json.loads(answer.body)["items"]
    return found
