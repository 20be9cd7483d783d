"""Countries for addresses: ISO 3166 codes with their Polish names, Poland first."""

import re
from functools import cache

from babel import Locale

from examportal.core.names import fold
from examportal.profile.rules import POLAND

# Codes of the territory list that are no countries: EU, euro zone, UN, outlying Oceania, pseudo-accents, unknown.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_ISO_CODE = re.compile(r"[A-Z]{2}")


@cache
def all_countries() -> tuple[tuple[str, str], ...]:
    """Return (code, Polish name), Poland first, the others in the order of the Polish alphabet."""
    names = {
        code: name
        for code, name in Locale("pl").territories.items()
        if _ISO_CODE.fullmatch(code) and code not in _NO_COUNTRIES
    }
    others = sorted((pair for pair in names.items() if pair[0] != POLAND), key=lambda pair: _alphabet(pair[1]))
    return ((POLAND, names[POLAND]), *others)


def country_name(code: str) -> str:
    """Return the Polish name of a country."""
    return dict(all_countries()).get(code, code)


def _alphabet(name: str) -> tuple[str, str]:
    """Sort accented letters next to their bare ones; among equals the bare one comes first."""
    return fold(name), name
