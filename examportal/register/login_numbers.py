"""Login numbers: what people without PESEL type in its place."""

import secrets

from examportal.register import queries
from examportal.register.rules import LOGIN_NUMBER_LENGTHS

SPARE = 16
"""Numbers drawn beyond twice as many as are wanted, so that a single one has a fair chance too."""

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
