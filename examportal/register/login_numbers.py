"""Login numbers: what people type in place of the PESEL; without one from their entry on, with one from activation."""

import secrets
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from examportal.db import db
from examportal.register import queries
from examportal.register.marks import service as marks
from examportal.register.rules import LOGIN_NUMBER_LENGTHS

SPARE = 16
"""Numbers drawn beyond twice as many as are wanted, so that a single one has a fair chance too."""

_TRIES = 5
_chance = secrets.SystemRandom()


def draw(count: int) -> list[str]:
    """Return random login numbers that nobody has, the shortest there are.

    Twice as many as needed are drawn at once: when too few of them are free, about half of the numbers of this length
    are taken, and the next length is used. So a draw never takes longer, however full the register is. A number that
    is somebody's registry number is not given: what a clerk types should mean one person. Two transactions that draw
    at once might meet; then the register's unique constraint refuses the later one as a whole.
    """
    for length in LOGIN_NUMBER_LENGTHS if count else ():
        first = 10 ** (length - 1)
        wanted = 2 * count + SPARE
        if wanted <= 9 * first:
            drawn = [str(number) for number in _chance.sample(range(first, 10 * first), wanted)]
            taken = queries.taken_numbers(drawn)
            free = [number for number in drawn if number not in taken]
            if len(free) >= count:
                return free[:count]
    if count:
        raise RuntimeError("no login numbers are left")
    return []


def give(examiner_ids: Sequence[int]) -> dict[int, str]:
    """Give a login number to those of some people who have none; return what was given: id of the person → number.

    The caller holds the people's rows; a thousand at most at a time. Nothing that a register file is compared with
    changes, so plans that wait stay as they are. Should another transaction have drawn the same number meanwhile,
    others are drawn.
    """
    for _ in range(_TRIES):
        try:
            with db.session.begin_nested():
                return _give(queries.without_login(examiner_ids))
        except IntegrityError:
            continue
    raise RuntimeError("others draw the same login numbers again and again")


def _give(lacking: Sequence[int]) -> dict[int, str]:
    given = dict(zip(lacking, draw(len(lacking)), strict=True))
    if given:
        for examiner_id, number in given.items():
            queries.get_examiner(examiner_id).login_number = number
        db.session.flush()
        marks.write(lacking)
    return given
