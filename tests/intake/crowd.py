"""Rows for register files of any size: invented people, each with a valid PESEL and as many numbers as are wanted."""

from collections.abc import Iterator
from datetime import date, timedelta

LAST_NAMES = ("Kowalska-Nowak", "Wiśniewski", "Wójcik", "Zielińska", "Dąbrowski", "Woźniak", "Kozłowska")
FIRST_NAMES = ("Anna Maria", "Jan", "Grzegorz Piotr", "Żaneta", "Łukasz")
_BORN_FROM, _DAYS = date(1945, 1, 1), 18_000
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


def pesel(number: int) -> str:
    """Return the PESEL of the n-th invented person, born in the 20th century."""
    born = _BORN_FROM + timedelta(days=number % _DAYS)
    digits = f"{born:%y%m%d}{number // _DAYS:04}"
    return digits + str(-sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 10)


def lines(rows: int, people: int | None = None, *, scope: str = "MBI") -> Iterator[str]:
    """Yield rows under `rows.HEADERS`; the people come round again when there are fewer of them than rows."""
    for row in range(rows):
        who = row % (people or rows)
        name = f"{LAST_NAMES[who % len(LAST_NAMES)]};{FIRST_NAMES[who % len(FIRST_NAMES)]}"
        contact = f"osoba.{who}@example.pl;{501_000_000 + who}"
        yield f"{pesel(who)};7-{row};{name};{scope};{row % 28 + 1:02}.09.2015;;{contact}"
