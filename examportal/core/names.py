"""Names compared as people mean them: without regard to case, diacritics and hyphens."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

# Letters that Unicode does not decompose into a base letter and a mark.
_STROKES = str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "ß": "ss"})
_NO_LETTERS = re.compile(r"[^\w]+|_+")


def fold(name: str) -> str:
    """Return the name lower-cased, without diacritics, with every run of other characters as one space."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_STROKES).casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NO_LETTERS.sub(" ", bare).strip()


@cache
def folded_letters() -> Mapping[int, str]:
    """Return what `fold` makes of each letter of European names and of the signs between their parts, one by one.

    For whoever folds many names at once, by `str.translate` or in a database: several signs stay several spaces.
    """
    codes = (*range(0x20, 0x300), *range(0x370, 0x530), 0x2019)  # the marks in between are no letters of their own
    return {code: fold(chr(code)) or " " for code in codes if fold(chr(code)) != chr(code)}


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same person's name: order of the parts does not matter."""
    return sorted(fold(one).split()) == sorted(fold(other).split())
