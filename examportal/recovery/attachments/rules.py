"""What may be attached, and what is wrong with a file that may not. Plain Python."""

import re
from dataclasses import dataclass
from enum import StrEnum

from examportal.core.errors import Refusal
from examportal.core.text import clean

MAX_BYTES = 10 * 1024 * 1024
"""Of one file."""
MAX_TOGETHER = 20 * 1024 * 1024
"""Of all files that come together."""
MAX_FILES = 5
MAX_PIXELS = 70_000_000
"""Phones have 12 to 64 million; a picture with more is refused before a pixel is decoded."""
MAX_SIDE = 2500
"""Pixels of the longer side of what is kept: small print on a photographed page stays legible."""
MAX_PAGES = 20
LONGEST_NAME = 80
PART_BYTES = 64 * 1024
"""Small enough that a change of keys, which takes many rows at once, does not hold much."""
MOST_OF_A_CASE = 20
"""Files that one case takes: what came with it, and what the office adds later."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"})


class Kind(StrEnum):
    """What is kept; each is the end of a file's name."""

    PICTURE = "jpg"
    PAPER = "pdf"


class Fault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LARGE_TOGETHER = "too_large_together"
    TOO_MANY_FILES = "too_many_files"
    OTHER_KIND = "other_kind"
    HEIF = "heif"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"
    BUSY = "busy"


class AttachmentRefused(Exception):  # noqa: N818 - the field's word
    """A file cannot be taken; `place` says which of several it is, from 0, None when it is all of them together."""

    def __init__(self, fault: Fault, place: int | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.place = place


class NoRoom(Refusal):
    """The case has as many files as it takes."""


@dataclass(frozen=True)
class Harmless:
    """A file drawn anew: nothing is left of it but what one sees."""

    kind: Kind
    content: bytes
    pages: int


def kind_of(start: bytes) -> Kind:
    """Return what a file is by its first bytes, whatever it is called; raises AttachmentRefused."""
    if not start:
        raise AttachmentRefused(Fault.EMPTY)
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return Kind.PICTURE
    if start.startswith(b"%PDF-"):
        return Kind.PAPER
    raise AttachmentRefused(Fault.HEIF if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS else Fault.OTHER_KIND)


def shown_name(name: str | None, kind: Kind) -> str:
    """Return a file's own name as it may stand on a page: without a path, and ending as what is kept."""
    last = re.split(r"[/\\]", clean(name or ""))[-1]
    bare = re.sub(r"[^\w .()+-]", "_", last).partition(".")[0].strip()
    return f"{bare[:LONGEST_NAME] or 'plik'}.{kind}"
