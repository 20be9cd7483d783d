"""Countries: ISO 3166 codes with their Polish names, and the ways in which people write them."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from examportal.core.names import fold
from examportal.core.text import clean

POLAND = "PL"
# Codes of the territory list that are no countries: EU, euro zone, UN, outlying Oceania, pseudo-accents, unknown.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_ISO_CODE = re.compile(r"[A-Z]{2}")
_LONGER_CODE = re.compile(r"[A-Z]{3}")
# What offices write beside the names of the territory list, as `fold` leaves it.
_OTHER_NAMES = {
    "rzeczpospolita polska": "PL", "rp": "PL", "republic of poland": "PL",
    "republika czeska": "CZ", "czech republic": "CZ", "slowacka republika": "SK", "republika slowacka": "SK",
    "slovak republic": "SK", "rfn": "DE", "republika federalna niemiec": "DE",
    "federal republic of germany": "DE", "federacja rosyjska": "RU", "russian federation": "RU",
    "republika bialorusi": "BY", "republika litewska": "LT", "republika francuska": "FR", "republika wloska": "IT",
    "zjednoczone krolestwo": "GB", "great britain": "GB", "england": "GB", "anglia": "GB",
    "stany zjednoczone ameryki": "US", "stany zjednoczone ameryki polnocnej": "US", "united states of america": "US",
    "niderlandy": "NL", "holland": "NL", "the netherlands": "NL", "turkey": "TR", "republic of moldova": "MD",
    "macedonia": "MK", "chinska republika ludowa": "CN", "korea": "KR", "republika korei": "KR",
    "socjalistyczna republika wietnamu": "VN", "viet nam": "VN",
    "wybrzeze kosci sloniowej": "CI",
}  # fmt: skip


@cache
def all_countries() -> tuple[tuple[str, str], ...]:
    """Return (code, Polish name), Poland first, the others in the order of the Polish alphabet."""
    names = _names_in("pl")
    others = sorted((pair for pair in names.items() if pair[0] != POLAND), key=lambda pair: _alphabet(pair[1]))
    return ((POLAND, names[POLAND]), *others)


def country_name(code: str) -> str:
    """Return the Polish name of a country."""
    return dict(all_countries()).get(code, code)


def read_country(raw: str) -> str | None:
    """Return the two-letter code of a country written as a code of two or three letters or as a Polish or English name.

    None when it is no country that is known.
    """
    text = clean(raw)
    return _codes().get(text.upper()) or _known_names().get(fold(text))


@cache
def _codes() -> Mapping[str, str]:
    """Return code → two-letter code: those of two letters themselves, those of three, and UK as it is written."""
    countries = _names_in("pl")
    aliases = {
        alias: codes[0]
        for alias, codes in get_global("territory_aliases").items()
        if _LONGER_CODE.fullmatch(alias) and len(codes) == 1 and codes[0] in countries
    }
    return aliases | {"UK": "GB"} | {code: code for code in countries}


@cache
def _known_names() -> Mapping[str, str]:
    names = {fold(name): code for language in ("en", "pl") for code, name in _names_in(language).items()}
    return names | _OTHER_NAMES


def _names_in(language: str) -> dict[str, str]:
    territories = Locale(language).territories
    return {code: name for code, name in territories.items() if _ISO_CODE.fullmatch(code) and code not in _NO_COUNTRIES}


def _alphabet(name: str) -> tuple[str, str]:
    """Sort accented letters next to their bare ones; among equals the bare one comes first."""
    return fold(name), name
