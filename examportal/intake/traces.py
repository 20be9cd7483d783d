"""What a spreadsheet leaves on a cell, and how it was meant."""

import re

from examportal.core.text import clean

_APOSTROPHES = "'’‘`´"
_TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_WHOLE_FLOAT = re.compile(r"([0-9]+)[.,]0+")


def plain(cell: str) -> str:
    """Return a cell as it was meant: without invisible characters, text mark, `="…"` and surrounding spaces."""
    text = clean(cell)
    if text[:1] in _APOSTROPHES:
        text = text[1:].lstrip()
    if text[:1] != "=":
        return text
    wrapped = _TEXT_FORMULA.fullmatch(text)
    return wrapped[1].replace('""', '"').strip() if wrapped else text


def whole(text: str) -> str:
    """Return a number without the `.0` that a spreadsheet adds to a numeric cell."""
    match = _WHOLE_FLOAT.fullmatch(text)
    return match[1] if match else text
