"""Voivodeships, and which of them a Polish postcode may lie in.

The first two digits tell the voivodeship of most places but not of all: postal areas are older than today's borders. So
this is a hint that somebody may be told of, and never a reason to refuse anything.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from examportal.core.countries import POLAND

(
    LOWER_SILESIA, KUYAVIA, LUBLIN, LUBUSZ, LODZ, LESSER_POLAND, MASOVIA, OPOLE, SUBCARPATHIA, PODLASIE, POMERANIA,
    SILESIA, HOLY_CROSS, WARMIA, GREATER_POLAND, WEST_POMERANIA,
) = VOIVODESHIPS = (
    "dolnośląskie", "kujawsko-pomorskie", "lubelskie", "lubuskie", "łódzkie", "małopolskie", "mazowieckie", "opolskie",
    "podkarpackie", "podlaskie", "pomorskie", "śląskie", "świętokrzyskie", "warmińsko-mazurskie", "wielkopolskie",
    "zachodniopomorskie",
)  # fmt: skip

_MAINLY = (
    (0, 9, MASOVIA), (10, 14, WARMIA), (15, 19, PODLASIE), (20, 24, LUBLIN), (25, 29, HOLY_CROSS),
    (30, 34, LESSER_POLAND), (35, 39, SUBCARPATHIA), (40, 44, SILESIA), (45, 49, OPOLE), (50, 59, LOWER_SILESIA),
    (60, 64, GREATER_POLAND), (65, 69, LUBUSZ), (70, 78, WEST_POMERANIA), (80, 84, POMERANIA), (85, 89, KUYAVIA),
    (90, 99, LODZ),
)  # fmt: skip
"""First and last area of a postal district, and the voivodeship that most of it lies in."""
_ALSO: dict[int, tuple[str, ...]] = {
    5: (LODZ,), 6: (PODLASIE, WARMIA), 7: (PODLASIE, WARMIA), 8: (LUBLIN, PODLASIE), 9: (LODZ, KUYAVIA),
    11: (PODLASIE,), 13: (MASOVIA, KUYAVIA), 14: (POMERANIA,), 16: (WARMIA,), 17: (MASOVIA, LUBLIN),
    18: (MASOVIA, WARMIA), 19: (WARMIA,), 21: (MASOVIA, PODLASIE), 22: (SUBCARPATHIA,), 23: (SUBCARPATHIA,),
    24: (MASOVIA,), 26: (MASOVIA, LODZ), 27: (MASOVIA, LUBLIN), 28: (LESSER_POLAND,), 29: (SILESIA, LODZ),
    32: (SILESIA, HOLY_CROSS), 33: (SUBCARPATHIA, HOLY_CROSS), 34: (SILESIA,), 37: (LUBLIN,), 38: (LESSER_POLAND,),
    39: (HOLY_CROSS, LESSER_POLAND), 42: (LODZ, OPOLE, HOLY_CROSS), 43: (LESSER_POLAND,),
    46: (SILESIA, LODZ, GREATER_POLAND), 47: (SILESIA,), 48: (LOWER_SILESIA,), 49: (LOWER_SILESIA,),
    56: (GREATER_POLAND,), 57: (OPOLE,), 59: (LUBUSZ,), 62: (KUYAVIA, LODZ), 63: (LOWER_SILESIA, LODZ),
    64: (LUBUSZ, WEST_POMERANIA, LOWER_SILESIA), 66: (WEST_POMERANIA, GREATER_POLAND),
    67: (LOWER_SILESIA, GREATER_POLAND), 68: (LOWER_SILESIA,), 69: (WEST_POMERANIA,), 73: (LUBUSZ,), 74: (LUBUSZ,),
    76: (POMERANIA,), 77: (POMERANIA, GREATER_POLAND), 78: (GREATER_POLAND, POMERANIA), 82: (WARMIA,), 83: (KUYAVIA,),
    84: (WEST_POMERANIA,), 86: (POMERANIA,), 87: (WARMIA, MASOVIA, LODZ), 88: (GREATER_POLAND, LODZ),
    89: (POMERANIA, GREATER_POLAND), 95: (MASOVIA,), 96: (MASOVIA,), 97: (HOLY_CROSS, SILESIA),
    98: (SILESIA, GREATER_POLAND, OPOLE), 99: (MASOVIA, KUYAVIA, GREATER_POLAND),
}  # fmt: skip
"""Where a border crosses a postal area: what else it lies in, rather too much than too little."""


_POSTCODE = re.compile(r"(?<![0-9-])([0-9]{2})-? ?([0-9]{3})(?![0-9-])")


def postcode_in(text: str) -> str:
    """Return the Polish postcode that stands alone in a text or in an address; empty when there is none, or several."""
    found = {f"{area}-{office}" for area, office in _POSTCODE.findall(text)}
    return found.pop() if len(found) == 1 else ""


def voivodeships_of(postcode: str) -> AbstractSet[str]:
    """Return the voivodeships that a Polish postcode may lie in; empty when it begins with no known area."""
    if not postcode[:2].isdecimal():
        return frozenset()
    area = int(postcode[:2])
    mainly = {name for first, last, name in _MAINLY if first <= area <= last}
    return mainly | set(_ALSO.get(area, ()))


def lies_outside(postcode: str, country: str, own: Iterable[str]) -> bool:
    """Tell whether an address surely lies in none of a board's `own` voivodeships; abroad is outside as well.

    A board that has not said which are its own has nobody outside.
    """
    of_board = frozenset(own)
    if not of_board:
        return False
    if country != POLAND:
        return True
    possible = voivodeships_of(postcode)
    return bool(possible) and not possible & of_board
