"""What a trial is, and how one is carried through: case by case from a seed, resumable, faults kept and counted.

A trial's cases are numbered; case n is the same whenever and wherever it runs. After every batch the number of the
next case is written down, so that a run that was stopped goes on where it was.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STATE = Path(".torture")


@dataclass
class Result:
    """How one case ended: what kind it was, every fault found, and figures of which the largest is reported."""

    kind: str
    faults: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    attempts: int = 1


@dataclass(frozen=True)
class Trial:
    """A trial: `run(cases, folder)` yields one result for each case number, in order."""

    name: str
    claim: str
    full: int
    run: Callable[[Iterable[int], Path], Iterator[Result]]


@dataclass
class Tally:
    """What is known of a trial so far."""

    done: int = 0
    attempts: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    largest: dict[str, float] = field(default_factory=dict)

    def add(self, number: int, result: Result) -> None:
        """Count one case."""
        self.done = number + 1
        self.attempts += result.attempts
        self.kinds[result.kind] += 1
        self.faults += [f"case {number} ({result.kind}): {fault}" for fault in result.faults]
        for name, figure in result.figures.items():
            self.largest[name] = max(self.largest.get(name, figure), figure)

    def as_dict(self) -> dict[str, Any]:
        """As it is written down."""
        return {**vars(self), "kinds": dict(self.kinds)}

    def line(self, trial: Trial, count: int) -> str:
        """One line for people: what was tried, and how it ended."""
        largest = "".join(f", largest {name} {figure:,.1f}" for name, figure in self.largest.items())
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.kinds.items()))
        return (
            f"{trial.name}: {self.done:,} of {count:,} cases, {self.attempts:,} attempts, "
            f"{len(self.faults)} faults{largest} ({kinds})"
        )


def carry_through(
    trial: Trial,
    folder: Path,
    *,
    count: int,
    state: Path | None = None,
    say: Callable[[str], None] = lambda _line: None,
    every: int = 50,
) -> Tally:
    """Run the cases below `count` that have not run yet; `state` is the file that remembers."""
    tally = _remembered(state)
    for number, result in enumerate(trial.run(range(tally.done, count), folder), start=tally.done):
        tally.add(number, result)
        for fault in result.faults:
            say(f"  FAULT case {number} ({result.kind}): {fault}")
        if tally.done % every == 0 or tally.done == count:
            _remember(state, tally)
            say("  " + tally.line(trial, count))
    return tally


def _remembered(state: Path | None) -> Tally:
    if state is None or not state.exists():
        return Tally()
    kept = json.loads(state.read_text(encoding="utf-8"))
    return Tally(**{**kept, "kinds": Counter(kept["kinds"])})


def _remember(state: Path | None, tally: Tally) -> None:
    if state is not None:
        state.parent.mkdir(exist_ok=True)
        new = state.with_suffix(".new")
        new.write_text(json.dumps(tally.as_dict(), ensure_ascii=False), encoding="utf-8")
        new.replace(state)
