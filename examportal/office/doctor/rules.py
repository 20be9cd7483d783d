"""What a finding is, and what the sender's records in the DNS say. Plain Python.

SPF: RFC 7208; DKIM: RFC 6376; DMARC: RFC 7489.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

HEARTBEAT = timedelta(minutes=1)
CLOCK_TOLERANCE = timedelta(seconds=30)
"""One-time codes change every 30 seconds: a clock further off refuses right ones."""
WAITING_LONG = timedelta(hours=1)


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Part(StrEnum):
    """What is looked at, in the order in which it is told."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    KEYS = "keys"
    ADDRESS = "address"
    SMTP = "smtp"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    SMS = "sms"
    CLOCK = "clock"
    WORKER = "worker"
    LETTERS = "letters"


class Record(StrEnum):
    """What a record in the DNS says; `UNREACHED` when the DNS itself did not answer."""

    GOOD = "good"
    LAX = "lax"
    OPEN = "open"
    REVOKED = "revoked"
    SEVERAL = "several"
    MISSING = "missing"
    UNNAMED = "unnamed"
    UNREACHED = "unreached"


@dataclass(frozen=True)
class Finding:
    """What was found about one part, in a sentence."""

    part: Part
    level: Level
    sentence: str


def read_spf(texts: Sequence[str]) -> Record:
    """Return what the TXT records of the sender's domain say about who may send in its name."""
    found = [text.lower().split() for text in texts if text.lower().split(" ", 1)[0] == "v=spf1"]
    if len(found) > 1:
        return Record.SEVERAL  # RFC 7208, 4.5: a permanent error for the receiver
    if not found:
        return Record.MISSING
    (terms,) = found
    if "+all" in terms or "all" in terms:
        return Record.OPEN
    closed = "-all" in terms or "~all" in terms or any(term.startswith("redirect=") for term in terms)
    return Record.GOOD if closed else Record.LAX


def read_dkim(texts: Sequence[str]) -> Record:
    """Return what the record of the selector says about the key that signs letters."""
    tags = next((_tags(text) for text in texts if "p" in _tags(text)), None)
    if tags is None:
        return Record.MISSING
    return Record.GOOD if tags["p"] else Record.REVOKED


def read_dmarc(texts: Sequence[str]) -> Record:
    """Return what the domain asks of receivers when a letter in its name proves neither."""
    found = [_tags(text) for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1")]
    if len(found) > 1:
        return Record.SEVERAL
    if not found:
        return Record.MISSING
    return Record.GOOD if found[0].get("p", "").lower() in {"quarantine", "reject"} else Record.LAX


def _tags(text: str) -> Mapping[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}
