"""How moments, days and counts are written in Polish; used by pages and letters alike."""

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil

from babel import Locale
from babel.dates import format_date, format_datetime
from flask import Flask

from examportal.core.clock import in_warsaw

POLISH = Locale("pl")
_MINUTE = 60
_MINUTES_AN_HOUR = 60


def moment(value: datetime) -> str:
    """Return an aware moment as people in Poland write it: "23 listopada 2026, 10:28"."""
    return format_datetime(in_warsaw(value), "d MMMM y, HH:mm", locale=POLISH)


def day(value: date) -> str:
    """Return a calendar day in words: "23 listopada 2026"."""
    return format_date(value, "d MMMM y", locale=POLISH)


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return the word that goes with a number (the word alone): 1 błąd, 3 błędy, 5 błędów."""
    return {"one": one, "few": few}.get(POLISH.plural_form(number), many)


def wait_words(seconds: float) -> str:
    """Return how long to wait, never too short: "za 40 sekund", "za 12 minut", "za godzinę i 5 minut"."""
    whole = max(1, ceil(seconds))
    if whole < _MINUTE:
        return "za " + _counted(whole, "sekundę", "sekundy", "sekund")
    minutes = ceil(whole / _MINUTE)
    if minutes < _MINUTES_AN_HOUR:
        return "za " + _counted(minutes, "minutę", "minuty", "minut")
    if _MINUTES_AN_HOUR < minutes < 2 * _MINUTES_AN_HOUR:
        return "za godzinę i " + _counted(minutes - _MINUTES_AN_HOUR, "minutę", "minuty", "minut")
    return "za " + _counted(ceil(minutes / _MINUTES_AN_HOUR), "godzinę", "godziny", "godzin")


def _counted(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its word, and one without its number, as people say it."""
    word = plural(number, one, few, many)
    return word if number == 1 else f"{number} {word}"


def masked_email(address: str) -> str:
    """Return an address that its owner recognises and a stranger cannot use: "j***@example.pl"."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"


def masked_phone(number: str) -> str:
    """Return the last three digits of a phone number: "•••351"."""
    return f"•••{number[-3:]}"


def listed(pairs: Sequence[tuple[str, str]]) -> str:
    """Return pairs as the lines of a list in plain text: "- 1-20456: Egzamin maturalny"."""
    return "\n".join(f"- {one}: {other}" for one, other in pairs)


def number(count: int) -> str:
    """Return a count as it is written in Polish, thousands apart and never torn: 12 345."""
    return f"{count:,}".replace(",", "\u00a0")


def init_app(app: Flask) -> None:
    """Teach the templates these filters."""
    for name in ("moment", "day", "plural", "wait_words", "masked_email", "masked_phone", "listed", "number"):
        app.jinja_env.filters[name] = globals()[name]
