"""A process that goes on changing sealed rows while keys are rotated.

It changes what people of the register have sealed, each time to the next number, and reads it back, until a word comes
in; then it tells what it has written last: id → number. A fault ends it with its traceback.
"""

from multiprocessing.connection import Connection
from random import Random
from typing import Any

from sqlalchemy import select

from examportal.app import create_app
from examportal.db import db, release, transaction
from examportal.register import queries
from examportal.register.models import Examiner

BREATH_SECONDS = 0.002


def write(line: Connection) -> None:
    """Write until a word comes in."""
    with create_app().app_context():
        line.send(_written_until_told(line))


def _written_until_told(line: Connection) -> dict[int, int]:
    chance = Random(7)  # noqa: S311 - which row comes next is no secret
    ids = list(db.session.scalars(select(Examiner.id).order_by(Examiner.id)))
    written: dict[int, int] = {}
    number = 0
    while not line.poll(BREATH_SECONDS):
        number += 1
        examiner_id = chance.choice(ids)
        with transaction():
            change(queries.get_for_change(examiner_id), number)
        written[examiner_id] = number
        if number == 1:
            line.send("has begun")
        assert queries.get_examiner(examiner_id).unseal()["phone"] == str(number)
        queries.get_examiner(chance.choice(ids)).unseal()
        release()
    return written


def change(examiner: Examiner, number: int) -> None:
    """Give a person another phone number."""
    document: dict[str, Any] = examiner.unseal() | {"phone": str(number)}
    examiner.seal(document)
