"""Passwords that many people use, of those that are long enough for the portal."""

import re
from collections.abc import Iterator
from functools import cache

from examportal.accounts.choosing.packed import unpack
from examportal.accounts.rules import MIN_PASSWORD

_ENDS = (re.compile(r"[\W_]+\Z"), re.compile(r"[\W\d_]+\Z"), re.compile(r"\A[\W\d_]+"))


def is_common(password: str) -> bool:
    """Tell whether a password is on the list, whatever its case and whatever was put before or after it."""
    listed = _listed()
    return any(f"\n{form}\n".encode() in listed for form in forms_of(password))


def forms_of(password: str) -> Iterator[str]:
    """Yield what is looked up: the password without regard to case, and without what people put at its ends."""
    form = password.casefold()
    yield form
    for end in _ENDS:
        bare = end.sub("", form)
        if bare != form and len(bare) >= MIN_PASSWORD:
            yield bare
            form = bare


def size() -> int:
    """Return how many passwords the list has."""
    return _listed().count(b"\n") - 1


@cache
def _listed() -> bytes:
    """Return the list as it is, between line feeds: 650 kB, where a set of texts takes 5 MB and more to load."""
    return b"\n" + unpack("common_passwords")
