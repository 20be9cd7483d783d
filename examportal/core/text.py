"""What people paste: invisible characters, odd spaces and dashes, made plain in one place."""

import re
import unicodedata

# Zero-width characters, the soft hyphen, the BOM, bidirectional marks: never meant, never seen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACES = re.compile(r"\s+")


def clean(raw: str) -> str:
    """Return the text without invisible and control characters, with single spaces, trimmed, in NFC."""
    if raw.isprintable():  # nearly every text: then a plain space is its only space, and nothing in it is invisible
        text = raw.strip(" ")
        return unicodedata.normalize("NFC", _SPACES.sub(" ", text) if "  " in text else text)
    visible = _CONTROL.sub("", _INVISIBLE.sub("", raw))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", visible).strip())


def clean_lines(raw: str) -> str:
    """Return a text of several lines, each cleaned; at most one empty line stays between others."""
    lines = "\n".join(clean(line) for line in raw.splitlines())
    return re.sub("\n{3,}", "\n\n", lines).strip("\n")


def squeeze(raw: str) -> str:
    """Return the text cleaned, without any space and with every kind of dash as `-`: the form for numbers."""
    text = clean(raw).replace(" ", "")
    return text if text.isascii() else _DASHES.sub("-", text)
