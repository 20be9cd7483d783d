"""One thread that ends conversations whose time is over, instead of a timer, which is a thread, for each letter."""

from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic


class Watch:
    """Calls whoever has not been taken off the list in time; a key stands on it once."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._ends: dict[object, tuple[float, Callable[[], None]]] = {}
        self._wakes_at = 0.0
        self._on_duty = False

    def set(self, key: object, seconds: float, act: Callable[[], None]) -> None:
        """Call `act`, which must be quick and raise nothing, in so many seconds."""
        end = monotonic() + seconds
        with self._changed:
            self._ends[key] = (end, act)
            if not self._on_duty:
                self._on_duty = True
                Thread(target=self._look, name="mail-watch", daemon=True).start()
            elif end < self._wakes_at:
                self._changed.notify()

    def clear(self, key: object) -> None:
        """Take a key off the list; one that does not stand there is no mistake."""
        with self._changed:
            self._ends.pop(key, None)

    def _look(self) -> None:
        while True:
            with self._changed:
                now = monotonic()
                over = {key: act for key, (end, act) in self._ends.items() if end <= now}
                for key in over:
                    del self._ends[key]
                if not over:
                    if not self._ends:
                        self._on_duty = False
                        return
                    self._wakes_at = min(end for end, _ in self._ends.values())
                    self._changed.wait(self._wakes_at - now)
            for act in over.values():
                act()
