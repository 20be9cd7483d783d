"""How many guesses a password stands, by zxcvbn with Polish words.

zxcvbn itself keeps the person's words in a table of the whole process, and tries all ways to read figures as letters;
so its parts are called one by one here.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from math import prod
from typing import Any

from zxcvbn import matching, scoring

from examportal.accounts.choosing.own import CONTEXT
from examportal.accounts.choosing.packed import unpack
from examportal.core.names import folded_letters

ENOUGH = 10**10
"""Guesses from which on zxcvbn calls a password very strong."""
LOOKED_AT = 24
"""Signs that are looked at: the time grows with their square, and more only add to what these withstand."""
_LISTS = ("polish_words", "polish_first_names", "polish_last_names")
_YEARS = range(2039, 1899, -1)
_READINGS = 4
_AN_END = 30
_DECORATION = re.compile(r"[\W_]+\Z")
_MATCHERS = (
    matching.dictionary_match,
    matching.reverse_dictionary_match,
    matching.spatial_match,
    matching.repeat_match,
    matching.sequence_match,
    matching.regex_match,
    matching.date_match,
)


def is_easy(password: str, words: Iterable[str]) -> bool:
    """Tell whether somebody who knows these words about the person would find the password too soon."""
    return guesses(password, words) < ENOUGH


def guesses(password: str, words: Iterable[str]) -> float:
    """Return about how many guesses find a password; `words` are the person's own, folded, the nearest first.

    Diacritics do not count. Signs at the end are worth no more than the choice of an end, however many they are.
    """
    text = _without_diacritics(password)[:LOOKED_AT]
    bare = _DECORATION.sub("", text)
    known = {**_dictionaries(), "own": _ranked([*words, *CONTEXT])}
    whole = _guesses(text, known)
    return min(whole, _guesses(bare, known) * _AN_END) if bare != text else whole


def _guesses(text: str, known: Mapping[str, Mapping[str, int]]) -> float:
    if not text:
        return 1
    found = [match for find in _MATCHERS for match in find(text, _ranked_dictionaries=known)]
    if _readings(text) <= _READINGS:
        found += matching.l33t_match(text, _ranked_dictionaries=known)
    found.sort(key=lambda match: (match["i"], match["j"]))
    return float(scoring.most_guessable_match_sequence(text, found)["guesses"])


def _readings(text: str) -> int:
    """Return in how many ways the figures and signs of a text can be read as letters; their number may explode."""
    return prod(max(1, sum(sign in text for sign in signs)) for signs in matching.L33T_TABLE.values())


def _without_diacritics(text: str) -> str:
    """Fold letters but keep case and signs: a capital in an unusual place is worth something."""
    return "".join(_folded(sign) for sign in text)


def _folded(sign: str) -> str:
    if not sign.isalpha():
        return sign
    plain = folded_letters().get(ord(sign.lower()), sign.lower())
    return plain.upper() if sign.isupper() else plain


def _ranked(words: Iterable[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(dict.fromkeys(words), 1)}


@cache
def _dictionaries() -> dict[str, Any]:
    """Load once, with the first password that somebody chooses; what is loaded is only read."""
    own = {name: _ranked(unpack(name).decode().split()) for name in _LISTS}
    return {**matching.RANKED_DICTIONARIES, **own, "years": _ranked(str(year) for year in _YEARS)}
