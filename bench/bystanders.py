"""Examiners who sign in while something else goes on: how long each of them waits."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from statistics import quantiles
from threading import Event
from time import perf_counter

from bench import journeys
from bench.journeys import Browser
from bench.servers import Servers
from examportal.dev.people import InventedPerson

PAUSE_SECONDS = 0.4
"""Between two of them: they are there to wait, not to fill the machine."""
HEAD = ("database", "meanwhile", "sign-ins", "median ms", "p95 ms", "longest ms", "p95 of idle")
_TWENTIETHS = 20


@contextmanager
def signing_in(running: Servers, people: Sequence[InventedPerson]) -> Iterator[list[float]]:
    """Let one examiner after the other sign in, and yield how many seconds each journey took so far.

    Raises UnexpectedAnswer at the end when one of them was turned away.
    """
    waits: list[float] = []
    done = Event()

    def come_and_go() -> None:
        browser = Browser(running.ports[0])
        journeys.sign_in(browser, people[0])  # so that no template is compiled on the clock
        for person in cycle(people):
            if done.wait(PAUSE_SECONDS):
                break
            start = perf_counter()
            journeys.sign_in(browser, person)
            waits.append(perf_counter() - start)
        browser.close()

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(come_and_go)
        try:
            yield waits
        finally:
            done.set()
            coming.result()


def cells(backend: str, meanwhile: str, waits: Sequence[float], idle: Sequence[float]) -> tuple[str, ...]:
    """Return the line of a table; `idle` is how long it took while nothing else went on."""
    of_idle = f"{_p95(waits) / _p95(idle):.1f}"
    milliseconds = (f"{1000 * wait:.0f}" for wait in (sorted(waits)[len(waits) // 2], _p95(waits), max(waits)))
    return (backend, meanwhile, str(len(waits)), *milliseconds, of_idle)


def _p95(waits: Sequence[float]) -> float:
    return quantiles(waits, n=_TWENTIETHS, method="inclusive")[-1]
