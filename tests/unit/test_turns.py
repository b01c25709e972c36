"""Writers of one process take turns in the order in which they came."""

import threading
import time

from sampling.store.turns import Turns


def test_turns_are_taken_in_the_order_of_asking_and_never_by_two_at_once() -> None:
    turns, order, inside = Turns(10), [], []
    entered = threading.Event()
    hold = threading.Event()

    def first() -> None:
        with turns.turn():
            entered.set()
            hold.wait(10)

    def other(number: int) -> None:
        with turns.turn():
            inside.append(number)
            assert len(inside) == 1
            order.append(number)
            inside.clear()

    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert entered.wait(10)
    for number in range(20):
        threads.append(threading.Thread(target=other, args=(number,)))
        threads[-1].start()
        _until(lambda asked=number + 1: len(turns._waiting) == asked)  # type: ignore[misc]
    hold.set()
    for thread in threads:
        thread.join(10)
    assert order == list(range(20))


def test_whoever_waits_too_long_goes_on_without_a_turn_and_takes_nobodys() -> None:
    turns = Turns(0.01)
    with turns.turn():
        with turns.turn():
            pass
        assert turns._taken
    assert not turns._taken
    with turns.turn():
        assert turns._taken


def test_a_turn_ends_where_its_work_fails() -> None:
    turns = Turns(10)
    try:
        with turns.turn():
            raise RuntimeError
    except RuntimeError:
        assert not turns._taken


def _until(true: object) -> None:
    assert callable(true)
    for _ in range(1000):
        if true():
            return
        time.sleep(0.001)
    raise AssertionError("nobody waits")
