"""Many acts at the same moment, each in a thread and a context of its own, as a server runs them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier
from typing import TypeVar

PATIENCE_SECONDS = 60

Answer = TypeVar("Answer")


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Let all act together and return what each brought, in their order."""
    ready = Barrier(len(acts))

    def wait_and(act: Callable[[], Answer]) -> Answer:
        ready.wait(timeout=PATIENCE_SECONDS)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(Context().run, wait_and, act) for act in acts]]
