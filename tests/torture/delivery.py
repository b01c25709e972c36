"""Commands delivered 2 to 10 times, out of order and at once, to several server processes on one database.

Each command has one effect and one answer, the same to the byte whichever process gives it and whenever.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import TypeVar

from tests.torture._herd import herd
from tests.torture._places import kind_of, opened, places
from tests.torture._sending import Answered, Books, Caller, Command, books_of, correcting, halves_of, opening
from tests.torture.trial import Result, Trial

BATCH = 100
WORKERS = 3
SENDERS = 8
BATCHES_PER_DATABASE = 20
AGAIN_S = 0.2
T = TypeVar("T")


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """A case is a command. They go in batches: half of a batch opens records, the other half steps on them."""
    with places(folder) as made, herd(folder) as servers:
        for turn, batches in enumerate(_groups(_groups(cases, BATCH), BATCHES_PER_DATABASE)):
            kind = kind_of(turn)
            url = made.city(kind)
            workers = [servers.worker(url) for _ in range(WORKERS)]
            try:
                with opened(url) as engine:
                    for numbers in batches:
                        before = books_of(engine)
                        results = _batch(numbers, [worker.port for worker in workers], kind)
                        results[-1].faults += _amiss(before, books_of(engine), len(numbers))
                        if numbers is batches[-1]:
                            results[-1].faults += halves_of(engine)
                            results[-1].faults += servers.complaints()
                        yield from results
            finally:
                for worker in workers:
                    worker.kill()
            made.drop(url)


def _groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    group: list[T] = []
    for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _batch(numbers: Sequence[int], ports: Sequence[int], kind: str) -> list[Result]:
    dice = Random(f"delivery/{numbers[0]}")
    half = (len(numbers) + 1) // 2
    opens = {number: opening(f"open-{number}", f"XS{number}") for number in numbers[:half]}
    results, first = _delivered(opens, dice, ports, kind)
    steps = {}
    for number, other in zip(numbers[half:], numbers, strict=False):
        seen = first[other].headers.get("etag", '"missing"')
        steps[number] = correcting(f"step-{number}", f"XS{other}", seen)
    return results + _delivered(steps, dice, ports, kind)[0]


def _delivered(
    commands: dict[int, Command], dice: Random, ports: Sequence[int], kind: str
) -> tuple[list[Result], dict[int, Answered]]:
    """Every command 2 to 10 times, shuffled over senders and processes; with the first answer to each."""
    jobs = [number for number in commands for _ in range(dice.randrange(2, 11))]
    dice.shuffle(jobs)
    routes = [dice.choice(ports) for _ in jobs]

    def send(share: int) -> list[tuple[int, Answered]]:
        callers = {port: Caller(port) for port in ports}
        answers = []
        for number, port in list(zip(jobs, routes, strict=True))[share::SENDERS]:
            answer = callers[port].send(commands[number])
            while answer.undecided:
                time.sleep(AGAIN_S)
                answer = callers[port].send(commands[number])
            answers.append((number, answer))
        for caller in callers.values():
            caller.close()
        return answers

    got: dict[int, list[Answered]] = defaultdict(list)
    with ThreadPoolExecutor(SENDERS) as senders:
        for answers in senders.map(send, range(SENDERS)):
            for number, answer in answers:
                got[number].append(answer)
    results = []
    for number in commands:
        result = Result(kind, attempts=len(got[number]))
        statuses = {answer.status for answer in got[number]}
        if statuses not in ({200}, {201}):
            result.faults.append(f"answered {statuses}: {got[number][0].body[:200]!r}")
        if len({answer.same for answer in got[number]}) != 1:
            result.faults.append("its answers differ")
        results.append(result)
    return results, {number: answers[0] for number, answers in got.items()}


def _amiss(before: Books, after: Books, commands: int) -> list[str]:
    effects = {
        "answers": after.answers - before.answers,
        "versions": after.versions - before.versions,
        "audit entries": after.entries - before.entries,
    }
    return [f"{found} {what} for {commands} commands" for what, found in effects.items() if found != commands]


TRIAL = Trial(
    "delivery",
    "commands delivered 2 to 10 times, reordered, over three processes: one effect each, one answer to the byte",
    20_000,
    run,
)
