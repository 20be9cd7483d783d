"""Where hands lay what they have done, and where the clerk who writes it down waits until it is worth writing."""

from dataclasses import dataclass
from threading import Condition

from examportal.jobs.rules import Outcome
from examportal.jobs.service import Claim


@dataclass(frozen=True)
class Finished:
    """A job and what came of it; None when it was not begun."""

    claimed: Claim
    outcome: Outcome | None


class Tray:
    """Counts the jobs that hands have: `alone` are those that they also settle, `together` those that are laid here."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._finished: list[Finished] = []
        self._is_hand_free = False
        self._enough = 1
        self.alone = 0
        self.together = 0

    def hand_out(self, *, alone: int = 0, together: int = 0) -> None:
        """Count jobs that hands are given."""
        with self._changed:
            self.alone += alone
            self.together += together

    def settled(self) -> None:
        """Take back a hand that has done a job alone."""
        with self._changed:
            self.alone -= 1
            self._is_hand_free = True
            self._changed.notify()

    def lay(self, finished: Finished) -> None:
        """Lay down what came of a job."""
        with self._changed:
            self.together -= 1
            self._finished.append(finished)
            if self._is_worth_it():  # or the clerk would be woken for each to find that it is not
                self._changed.notify()

    def is_idle(self) -> bool:
        """Tell whether no hand has anything to do and nothing lies here."""
        with self._changed:
            return not (self.alone or self.together or self._finished)

    def wait(self, enough: int, seconds: float) -> None:
        """Wait until so many jobs lie here, all do or another hand is free, at most for some seconds."""
        with self._changed:
            self._enough = enough
            self._changed.wait_for(self._is_worth_it, seconds)
            self._is_hand_free = False

    def take(self) -> list[Finished]:
        """Return what lies here."""
        with self._changed:
            taken, self._finished = self._finished, []
            return taken

    def _is_worth_it(self) -> bool:
        count = len(self._finished)
        return self._is_hand_free or count >= self._enough or (count > 0 and not self.together)
