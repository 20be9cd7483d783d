"""The journal's words (events, results, actors) and the arithmetic of its chain. Plain Python.

Every entry is a link: `digest = SHA-256(number | digest of the entry before | digest of the payload)`. What happened
stands in the payload, which has a row and a salt of its own: a retention rule can remove the payload and the chain
still verifies, while the digest that is left tells nothing about what it was.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from examportal.journal.events import Event as Event  # noqa: PLC0414 - whoever asks for the words asks here

GENESIS = "0" * 64
"""What stands as "the digest before" in the first entry."""

Detail = str | int | bool | None


class Result(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Actor:
    """Who did it: a kind (`examiner`, `staff`, `command`, …) and, where there is one, the id of the row.

    `session` is the id of the session in which the staff acts, for what holds in that session alone; the journal does
    not tell it, and it makes nobody somebody else.
    """

    kind: str
    id: int | None = None
    session: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Return the stored form, for example `examiner:12`."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


NOBODY = Actor("nobody")
COMMAND = Actor("command")
WORKER = Actor("worker")


@dataclass(frozen=True)
class Payload:
    """What one entry tells; `recorded_at` is aware, `details` are JSON text as stored, `salt` is random."""

    recorded_at: datetime
    event: str
    actor: str
    subject: str | None
    result: str
    details: str
    salt: str


@dataclass(frozen=True)
class Link:
    """One entry of the chain; `payload` is None once it was removed."""

    seq: int
    previous_digest: str
    payload_digest: str
    digest: str
    payload: Payload | None


@dataclass(frozen=True)
class Checkpoint:
    """How many entries there were, and the digest of the last of them."""

    count: int = 0
    digest: str = GENESIS

    def __str__(self) -> str:
        """Return the form that is noted on paper: `COUNT:DIGEST`."""
        return f"{self.count}:{self.digest}"


@dataclass(frozen=True)
class Head:
    """The checkpoint as the database keeps it outside the chain; `genuine` tells whether its seal is ours."""

    checkpoint: Checkpoint
    genuine: bool


class Fault(StrEnum):
    """How a chain can be broken."""

    ENTRY_MISSING = "entry_missing"
    LINK_BROKEN = "link_broken"
    ENTRY_CHANGED = "entry_changed"
    PAYLOAD_CHANGED = "payload_changed"
    PAYLOAD_GONE = "payload_gone"
    CHECKPOINT_DIFFERS = "checkpoint_differs"
    TAIL_MISSING = "tail_missing"
    EXTRA_ENTRIES = "extra_entries"
    HEAD_MISSING = "head_missing"
    HEAD_FORGED = "head_forged"
    HEAD_DIFFERS = "head_differs"


class ChainBroken(Exception):  # noqa: N818 - the finding's word
    """The chain does not hold; `fault` says how, `seq` is the number of the first entry concerned."""

    def __init__(self, fault: Fault, seq: int) -> None:
        super().__init__(f"{fault} at entry {seq}")
        self.fault = fault
        self.seq = seq


@dataclass(frozen=True)
class Walk:
    """How far a verification has come: the checkpoint reached and the payloads found removed.

    `forgotten_upto` is the last entry whose payload the retention rule says to have removed: see `journal.retention`.
    """

    reached: Checkpoint = Checkpoint()
    removed: int = 0
    forgotten_upto: int = 0


@dataclass(frozen=True)
class Asked:
    """What is looked for in the journal; what is empty is not asked. `until` is the first moment that is too late."""

    subjects: tuple[str, ...] = ()
    actor: str | None = None
    event: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Told:
    """What one entry tells; the digests are left to the verification."""

    seq: int
    recorded_at: datetime
    event: str
    actor: str
    subject: str | None
    result: str
    details: str


def details_text(details: dict[str, Detail]) -> str:
    """Return details in the one form that is stored and digested."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def upto_in(details: str) -> int:
    """Return up to which entry the retention rule has removed payloads, from the details of its own entry."""
    return int(json.loads(details)["upto"])


def payload_digest(payload: Payload) -> str:
    """Return the digest of a payload, salt included."""
    moment = payload.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [moment, payload.event, payload.actor, payload.subject, payload.result, payload.details, payload.salt]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def entry_digest(seq: int, previous_digest: str, payload: str) -> str:
    """Return the digest of an entry from its number, the digest before and the digest of its payload."""
    return hashlib.sha256(f"{seq}|{previous_digest}|{payload}".encode()).hexdigest()


def next_link(last: Checkpoint, payload: Payload) -> Link:
    """Return the entry that follows a checkpoint."""
    seq, inner = last.count + 1, payload_digest(payload)
    return Link(seq, last.digest, inner, entry_digest(seq, last.digest, inner), payload)


def step(walk: Walk, link: Link, expected: Checkpoint | None = None) -> Walk:
    """Check the next entry, in the order of the numbers; raises ChainBroken.

    `expected` is a checkpoint noted earlier outside the database: the entry of its number must have its digest.
    """
    if link.seq > walk.reached.count + 1:
        raise ChainBroken(Fault.ENTRY_MISSING, walk.reached.count + 1)
    if link.seq < walk.reached.count + 1:
        raise ChainBroken(Fault.EXTRA_ENTRIES, link.seq)
    if link.previous_digest != walk.reached.digest:
        raise ChainBroken(Fault.LINK_BROKEN, link.seq)
    if link.digest != entry_digest(link.seq, link.previous_digest, link.payload_digest):
        raise ChainBroken(Fault.ENTRY_CHANGED, link.seq)
    _check_payload(walk, link)
    if expected is not None and expected.count == link.seq and expected.digest != link.digest:
        raise ChainBroken(Fault.CHECKPOINT_DIFFERS, link.seq)
    return replace(walk, reached=Checkpoint(link.seq, link.digest), removed=walk.removed + (link.payload is None))


def _check_payload(walk: Walk, link: Link) -> None:
    if link.payload is None:
        if link.seq > walk.forgotten_upto:
            raise ChainBroken(Fault.PAYLOAD_GONE, link.seq)
    elif payload_digest(link.payload) != link.payload_digest:
        raise ChainBroken(Fault.PAYLOAD_CHANGED, link.seq)


def finish(walk: Walk, head: Head | None, expected: Checkpoint | None = None) -> None:
    """Check the end of the chain against the head and the noted checkpoint; raises ChainBroken."""
    count = walk.reached.count
    if expected is not None and expected.count > count:
        raise ChainBroken(Fault.TAIL_MISSING, count + 1)
    if head is None:
        if count:
            raise ChainBroken(Fault.HEAD_MISSING, count)
        return
    if not head.genuine:
        raise ChainBroken(Fault.HEAD_FORGED, head.checkpoint.count)
    if head.checkpoint.count > count:
        raise ChainBroken(Fault.TAIL_MISSING, count + 1)
    if head.checkpoint.count < count:
        raise ChainBroken(Fault.EXTRA_ENTRIES, head.checkpoint.count + 1)
    if head.checkpoint.digest != walk.reached.digest:
        raise ChainBroken(Fault.HEAD_DIFFERS, count)
