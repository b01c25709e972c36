"""The process that looks at files: one JSON line in for each, one out. Its own limits end it when a file goes too far.

Run as `python -m sampling.evidence.looking SECONDS MEMORY`; memory in bytes, seconds of processor time for one file.
"""

import resource
import signal
import sys
from pathlib import Path

import msgspec

from domain.errors import ShianError
from sampling.attachments.files import Placed
from sampling.evidence.inspecting import Told, facts_of


def look() -> None:
    """Answer for every file that standard input names."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer.read().splitlines():
        sha256, size, path = msgspec.json.decode(line, type=tuple[str, int, str])
        signal.setitimer(signal.ITIMER_PROF, seconds)  # nobody handles the signal: it ends this process
        told = _told(Placed(sha256, size, Path(path)))
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        sys.stdout.buffer.flush()


def _told(placed: Placed) -> Told:
    try:
        return Told(facts=facts_of(placed))
    except ShianError as refusal:
        return Told(code=refusal.code, message=refusal.message, details=refusal.details)
    except MemoryError:
        return Told(code="memory")


if __name__ == "__main__":
    look()
