"""`python -m tests.torture [TRIAL …] [--count N] [--fresh]`: trials at full size, resumed where they were stopped.

A trial is a module of this package with a `TRIAL`. Ends with status 1 when any fault was found.
"""

import api.cli.chinese  # noqa: F401  # isort: skip  (must come before anything imports click)

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.trial import STATE, Trial, carry_through


def trials() -> dict[str, Trial]:
    """All trials by name."""
    folder = str(Path(__file__).parent)
    names = [module.name for module in pkgutil.iter_modules([folder]) if not module.name.startswith("_")]
    modules = [importlib.import_module(f"tests.torture.{name}") for name in names]
    found = [module.TRIAL for module in modules if hasattr(module, "TRIAL")]
    return {trial.name: trial for trial in found}


def main() -> int:
    """Run the trials asked for, all of them by default."""
    known = trials()
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("trial", nargs="*", choices=[[], *known], default=[])
    parser.add_argument("--count", type=int, help="cases of each trial (default: its full size)")
    parser.add_argument("--fresh", action="store_true", help="begin again instead of going on")
    asked = parser.parse_args()
    faults = 0
    for name in asked.trial or known:
        trial, state = known[name], STATE / f"{name}.json"
        if asked.fresh:
            state.unlink(missing_ok=True)
        print(f"{name}: {trial.claim}", flush=True)
        with TemporaryDirectory(prefix=f"torture-{name}-") as folder:
            count = asked.count or trial.full
            tally = carry_through(
                trial, Path(folder), count=count, state=state, say=lambda line: print(line, flush=True)
            )
        print(tally.line(trial, count))
        faults += len(tally.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
