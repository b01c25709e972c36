"""A process that imports one file after the other as the command does, and says how each ended.

Reads one JSON line per file on standard input, writes one on standard output. Its own peak of memory is what the
bound on imports is about, so nothing but the program is loaded here. The peak is the kernel's high-water mark of this
very address space, set back before each file: `ru_maxrss` would tell the parent's peak where that was larger.
"""

import contextlib
import io
import json
import os
import sys
import traceback
from pathlib import Path

from api.cli.main import main


def _import(path: str, report: str, skip: bool) -> dict[str, object]:
    words, fault = io.StringIO(), None
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status: object = None
    arguments = ["import", path, "--report", report, *(["--skip-bad-rows"] if skip else [])]
    with contextlib.redirect_stderr(words), contextlib.redirect_stdout(io.StringIO()):
        try:
            main(arguments)
        except SystemExit as end:
            status = end.code
        except BaseException:
            fault = traceback.format_exc(limit=-4)
    return {"status": status, "words": words.getvalue()[-600:], "fault": fault, "peak": _peak()}


def _peak() -> float:
    """MiB of resident memory at the worst since it was set back."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def serve(answers: io.TextIOBase) -> None:
    """Answer until standard input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        os.environ["SHIAN_DATABASE_URL"] = asked["database"]
        answers.write(json.dumps(_import(asked["path"], asked["report"], asked["skip"])) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(os.fdopen(os.dup(1), "w", encoding="utf-8"))  # type: ignore[arg-type]
