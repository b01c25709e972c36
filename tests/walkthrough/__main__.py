"""`make walkthrough`: a real server, real requests, and `shian indicators` after each story."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from tests.factories.http import send
from tests.walkthrough.records import write_registers
from tests.walkthrough.stories import STORIES, Caller, a_plan, register

SHIAN = Path(sys.executable).with_name("shian")
STARTS_WITHIN_S = 30


def run(*arguments: str) -> str:
    """A shian command's standard output; stops the walk where it fails."""
    done = subprocess.run([SHIAN, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def figures(as_of: date) -> dict[str, str]:
    """The city's figures of every measure that has any."""
    asked = ("indicators", "--year", "2023", "--as-of", str(as_of), "--area", "320400", "--format", "json")
    values = json.loads(run(*asked))["values"]
    return {
        value["measure"]: f"{value['numerator']}/{value['denominator']}"
        for value in values
        if value["numerator"] is not None
    }


def main() -> None:
    """Walk through all stories on a new database."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ["SHIAN_DATABASE_URL"] = f"sqlite:///{folder / 'walk.db'}"
        os.environ["SHIAN_PACKAGES"] = str(folder / "packages")
        os.environ["SHIAN_KEYS"] = str(folder / "shian.keys")
        run("migrate")
        run("import", str(write_registers(folder / "registers")))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([SHIAN, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30) as client:
                _wait(client)
                _tell(client)
        finally:
            server.terminate()
            server.wait(10)


def _tell(client: httpx.Client) -> None:
    steps = 0

    def post(path: str, body: dict[str, Any], actor: str) -> dict[str, Any]:
        nonlocal steps
        if path.startswith("GET "):
            answer = client.get(path[4:], headers={"X-Actor": quote(actor)})
        else:
            answer = send(client, path, body, actor=actor, base="")
        found: dict[str, Any] = answer.json()
        if answer.is_error:
            sys.exit(f"{path}：{found.get('detail', found)}")
        if not path.startswith("GET "):
            steps += 1
            state = f" → {found['no']} {found['state_name']}" if "state_name" in found else ""
            due = "；".join(
                f"{one['name']}至 {one['due']}" for one in found.get("clocks", []) if one["stopped"] is None
            )
            print(f"  {steps:3d}  {actor}  POST {path}{state}{'  〔' + due + '〕' if due else ''}")
        return found

    call = Caller(post)
    register(call)
    print("\n0. 年度计划：拟订、批准、调整")
    before = figures(date(2023, 12, 31))
    print(f"     与最初批准的计划相比：{a_plan(call)}")
    moved = figures(date(2023, 12, 31))
    print(f"     指标 06-1：{before.get('06-1', '无')} → {moved.get('06-1', '无')}")
    for number, story in enumerate(STORIES, start=1):
        print(f"\n{number}. {story.title}")
        before = {as_of: figures(as_of) for as_of in story.as_of}
        story.tell(call)
        for as_of in story.as_of:
            after = figures(as_of)
            moved = [
                f"指标 {measure}：{before[as_of].get(measure, '无')} → {figure}"
                for measure, figure in after.items()
                if before[as_of].get(measure) != figure
            ]
            print(f"     截至 {as_of}  {'；'.join(moved) or '各指标不变'}")
    print(f"\n共 {steps} 步，5 个故事全部走通。")


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        try:
            if client.get("/health/ready").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    sys.exit("the server did not start")


if __name__ == "__main__":
    main()
