"""The whole rotation: short transactions one after the other, so that everybody else goes on working.

It remembers nothing: what is sealed with an older key is what is left to do. Killed at any moment, it is started again.
"""

from dataclasses import dataclass
from time import sleep

from examportal.db import release, sealed_columns, transaction
from examportal.journal.rules import Actor
from examportal.sealing import service

BATCH = 200
PAUSE_SECONDS = 0.02
"""About as long as a batch takes: on SQLite, where one transaction writes at a time, others get in between."""
PASSES = 3
"""After these, what is left is written by somebody with the old keys, or does not open."""


@dataclass(frozen=True)
class Rotated:
    """How many texts were sealed anew with which key, and what is still under an older one: column → count."""

    key_id: str
    resealed: int
    left: dict[str, int]


def rotate(actor: Actor) -> Rotated:
    """Put everything sealed under the newest data key, each batch in a transaction of its own.

    The first pass leaves out what somebody holds at that moment. The next ones take a row at a time and wait for it:
    whoever holds a single row keeps nobody waiting in a circle.
    """
    resealed = _one_pass(BATCH, wait=False)
    left = _left()
    for _ in range(PASSES - 1):
        if not left:
            break
        resealed += _one_pass(1, wait=True)
        left = _left()
    with transaction():
        service.note_rotation(actor, resealed, sum(left.values()))
    return Rotated(service.newest_key_id(), resealed, left)


def _one_pass(size: int, *, wait: bool) -> int:
    resealed = 0
    for column in sealed_columns():
        last, more = None, True
        while more:
            with transaction():
                batch = service.reseal(column, last, size=size, wait=wait)
            if batch.resealed:
                sleep(PAUSE_SECONDS)
            resealed += batch.resealed
            last, more = batch.last, batch.last is not None
    return resealed


def _left() -> dict[str, int]:
    left = service.left_on_old_keys()
    release()
    return left
