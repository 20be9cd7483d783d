"""Names compared as people mean them: without regard to case, diacritics and hyphens."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
_STROKES = str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "ß": "ss"})
_NO_LETTERS = re.compile(r"[^\w]+|_+")


def fold(name: str) -> str:
    """Return the name lower-cased, without diacritics, with every run of other characters as one space."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_STROKES).casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NO_LETTERS.sub(" ", bare).strip()


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same person's name: order of the parts does not matter."""
    return sorted(fold(one).split()) == sorted(fold(other).split())
