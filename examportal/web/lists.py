"""What long lists are shown by, and where a page of one ends; `_macros/lists.html` draws it."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

_GREATEST = 2**31 - 1
"""No row has a greater number, and a database takes none that is much greater."""


@dataclass(frozen=True)
class Heading:
    """A group of a list: what it is called, how many are in it, whether it is shown; `name` None: everything."""

    name: str | None
    label: str
    count: int
    is_here: bool


def page_asked(given: MultiDict[str, str]) -> int:
    """Return the number of the page of a list that an address or a form asks for; the first when it names none."""
    return given.get("strona", 1, type=row_number)


def row_number(typed: str) -> int:
    """Return a number of a row or page that stands in an address or a hidden field; raises ValueError for nonsense."""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(_GREATEST)) else -1
    if not 0 <= number <= _GREATEST:
        raise ValueError
    return number
