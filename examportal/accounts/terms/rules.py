"""What a text of the terms is made of, and from which day it may be in force. Plain Python.

A text is written as it will be read: blocks with an empty line between them. A block that starts with `# ` is a
heading, one whose lines all start with `- ` a list; every other block is a paragraph, and its line breaks stay.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from examportal.core.errors import Refusal

TERMS = "terms"
"""The name of the document among what was acknowledged."""
LONGEST_BODY = 60_000
LONGEST_CHANGES = 2000
FURTHEST = timedelta(days=366)
"""A version that is to come in force later than this is a slip of the pen."""


class BlockKind(StrEnum):
    """How a block is drawn."""

    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True)
class Block:
    """One block of a text: a heading has one line, a list an item a line."""

    kind: BlockKind
    lines: tuple[str, ...]


class DayRefused(Refusal):
    """The terms cannot be in force from that day on."""


class DayPassed(DayRefused):
    """Nobody can have kept to what was not written yet."""


class DayTooFar(DayRefused):
    """It is further off than FURTHEST."""


class DayBeforeAnother(DayRefused):
    """A version published before would be in force later than this one, `day`, and take its place."""

    def __init__(self, day: date) -> None:
        super().__init__("another version comes in force later")
        self.day = day


def read(body: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    return tuple(_block(one.strip().splitlines()) for one in re.split(r"\n\s*\n", body) if one.strip())


def check_day(valid_from: date, today: date, newest: date | None) -> None:
    """Let a day through on which a version is to come in force, or raise the DayRefused that it is.

    `newest` is the day of the version that was published last, None when there is none.
    """
    if valid_from < today:
        raise DayPassed
    if valid_from > today + FURTHEST:
        raise DayTooFar
    if newest is not None and valid_from < newest:
        raise DayBeforeAnother(newest)


def _block(lines: list[str]) -> Block:
    if len(lines) == 1 and lines[0].startswith("# "):
        return Block(BlockKind.HEADING, (lines[0][2:].strip(),))
    if all(line.startswith("- ") for line in lines):
        return Block(BlockKind.LIST, tuple(line[2:].strip() for line in lines))
    return Block(BlockKind.PARAGRAPH, tuple(lines))
