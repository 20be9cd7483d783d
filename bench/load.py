"""Journeys in a second with many clients at once, and hashes in a second with nothing else."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Generic, TypeVar

from argon2 import PasswordHasher

from bench.crowd import PASSWORD
from bench.journeys import Browser
from examportal.config import Settings

CLIENTS = 12
PROCESSES = 2
Task = TypeVar("Task")


@dataclass
class Tally:
    """Journeys done, the seconds they took and the seconds of a core that the servers took, over several legs."""

    done: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Journeys in a second."""
        return self.done / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of a core for one."""
        return 1000 * self.cpu / self.done

    def add(self, done: int, seconds: float, cpu: float) -> None:
        """Take another leg in."""
        self.done += done
        self.seconds += seconds
        self.cpu += cpu


class _Shared(Generic[Task]):
    """Tasks handed out one by one to many threads, until they or the time are used up."""

    def __init__(self, tasks: Iterator[Task], seconds: float) -> None:
        self._tasks, self._lock, self._deadline = tasks, threading.Lock(), perf_counter() + seconds

    def __iter__(self) -> "_Shared[Task]":
        return self

    def __next__(self) -> Task:
        with self._lock:
            if perf_counter() >= self._deadline:
                raise StopIteration
            return next(self._tasks)


def run_leg(
    journey: Callable[[Browser, Task], None], tasks: Iterator[Task], ports: Sequence[int], seconds: float
) -> tuple[int, float]:
    """Let the clients make journeys for so long; return how many and the seconds until the last came home.

    Raises UnexpectedAnswer when any answer was not the one of the journey.
    """
    start = perf_counter()
    shared = _Shared(tasks, seconds)

    def travel(port: int) -> int:
        browser, done = Browser(port), 0
        try:
            for task in shared:
                journey(browser, task)
                done += 1
        finally:
            browser.close()
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(travel, [ports[number % len(ports)] for number in range(CLIENTS)]))
    return done, perf_counter() - start


def hash_leg(pool: ProcessPoolExecutor, seconds: float) -> tuple[int, float, float]:
    """Verify one password again and again in every process; return how often, the seconds, and those of cores."""
    legs = list(pool.map(_verify_for, [seconds] * PROCESSES))
    return sum(done for done, _ in legs), seconds, sum(cpu for _, cpu in legs)


def hashing_pool() -> ProcessPoolExecutor:
    """Return as many processes as the portal's servers."""
    return ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))


def _verify_for(seconds: float) -> tuple[int, float]:
    hasher = PasswordHasher(time_cost=Settings.hash_rounds, memory_cost=Settings.hash_memory_kib, parallelism=1)
    stored = hasher.hash(PASSWORD)
    deadline, count, start = perf_counter() + seconds, 0, process_time()
    while perf_counter() < deadline:
        hasher.verify(stored, PASSWORD)
        count += 1
    return count, process_time() - start
