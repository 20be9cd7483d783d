"""A process that goes on changing sealed rows while keys are rotated: `python -m tests.sealing.writer`.

It changes what people of the register have sealed, each time to the next number, and reads it back, until a line comes
in; then it says as JSON what it has written last: id → number. A fault ends it with its traceback.
"""

import json
import select as ready
import sys
from random import Random
from typing import Any

from sqlalchemy import select

from examportal.app import create_app
from examportal.db import db, release, transaction
from examportal.register import queries
from examportal.register.models import Examiner

BREATH_SECONDS = 0.002


def main() -> None:
    """Write until a line comes in."""
    chance = Random(7)  # noqa: S311 - which row comes next is no secret
    ids = list(db.session.scalars(select(Examiner.id).order_by(Examiner.id)))
    written: dict[int, int] = {}
    say("ready")
    number = 0
    while not ready.select([sys.stdin], [], [], BREATH_SECONDS)[0]:
        number += 1
        examiner_id = chance.choice(ids)
        with transaction():
            change(queries.get_for_change(examiner_id), number)
        written[examiner_id] = number
        assert queries.get_examiner(examiner_id).unseal()["phone"] == str(number)
        queries.get_examiner(chance.choice(ids)).unseal()
        release()
    say(json.dumps(written))


def change(examiner: Examiner, number: int) -> None:
    """Give a person another phone number."""
    document: dict[str, Any] = examiner.unseal() | {"phone": str(number)}
    examiner.seal(document)


def say(line: str) -> None:
    """Tell whoever has started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with create_app().app_context():
        main()
