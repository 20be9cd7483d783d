"""Every select() of the post office."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from examportal.core import clock
from examportal.db import among, db
from examportal.jobs.models import Job
from examportal.jobs.rules import Verdict
from examportal.mail.models import DeliveryAttempt, OutgoingLetter
from examportal.mail.rules import LetterFacts, LetterState, state_of

DELIVER = "deliver_letter"
"""The kind of job that delivers a letter."""


@dataclass(frozen=True)
class LetterRecord:
    """A letter and where it stands, without its text and without the address."""

    id: int
    number: str
    kind: str
    about: str | None
    provider: str
    posted_at: datetime
    server: str | None
    reply_text: str | None
    reply_status: str | None
    bounce_status: str | None
    bounce_text: str | None
    delayed_at: datetime | None
    facts: LetterFacts
    state: LetterState

    @property
    def ended_badly_at(self) -> datetime:
        """When it came back or was given up; of a letter that may still arrive, when it was posted."""
        return self.facts.bounced_at or self.facts.given_up_at or self.posted_at

    @property
    def answer_code(self) -> str:
        """The codes of the last answer: of what came back, not of the server that had taken it before; may be empty."""
        if self.facts.bounced_at:
            return self.bounce_status or ""
        return " ".join(str(code) for code in (self.facts.reply_code, self.reply_status) if code)

    @property
    def answer(self) -> str:
        """The last answer in the words of the server, with its codes where it has no words; may be empty."""
        if self.facts.bounced_at:
            return self.bounce_text or self.answer_code
        said = (self.facts.reply_code, self.reply_text or self.reply_status)
        return " ".join(str(part) for part in said if part)


@dataclass(frozen=True)
class Headed:
    """When a letter was written, its subject line, and its number."""

    posted_at: datetime
    subject: str
    number: str

    @property
    def what(self) -> str:
        """The subject line without the name that stands before each."""
        return self.subject.removeprefix("Portal egzaminatora: ")


@dataclass(frozen=True)
class Waiting:
    """A letter that waits to be delivered, as the journal knows it."""

    id: int
    number: str
    kind: str
    about: str | None


def all_undelivered(letter_ids: Sequence[int]) -> Sequence[OutgoingLetter]:
    """Return those of some letters that still wait to be delivered, by their ids."""
    query = select(OutgoingLetter).where(_undelivered(letter_ids)).order_by(OutgoingLetter.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def find_undelivered_for_change(letter_id: int) -> OutgoingLetter | None:
    """Return a letter that still waits to be delivered, locked; None when it has ended."""
    query = select(OutgoingLetter).where(_undelivered([letter_id])).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def undelivered_for_change(letter_ids: Sequence[int]) -> list[Waiting]:
    """Return what is told of those of some letters that still wait to be delivered, by their ids, locked."""
    columns = (OutgoingLetter.id, OutgoingLetter.number, OutgoingLetter.kind, OutgoingLetter.about)
    query = select(*columns).where(_undelivered(letter_ids)).order_by(OutgoingLetter.id).with_for_update()
    return [Waiting(*row) for row in db.session.execute(query)]


def _undelivered(letter_ids: Sequence[int]) -> ColumnElement[bool]:
    is_one = among(OutgoingLetter.id, letter_ids)
    return is_one & OutgoingLetter.accepted_at.is_(None) & OutgoingLetter.given_up_at.is_(None)


def acceptances(letter_ids: Sequence[int]) -> Sequence[DeliveryAttempt]:
    """Return the attempts by which some letters were accepted, though nothing that follows may be written down yet."""
    accepted = select(DeliveryAttempt).where(
        among(DeliveryAttempt.letter_id, letter_ids), DeliveryAttempt.verdict == str(Verdict.DONE)
    )
    return db.session.scalars(accepted.order_by(DeliveryAttempt.id.desc())).all()


def get_record(letter_id: int) -> LetterRecord:
    """Return a letter and where it stands."""
    (found,) = _records(_with_job().where(OutgoingLetter.id == letter_id))
    return found


def find_posted(number: str) -> tuple[str, datetime] | None:
    """Return the kind of the letter with a number and when it was posted: what may be told to anybody."""
    found = db.session.execute(
        select(OutgoingLetter.kind, OutgoingLetter.posted_at).where(OutgoingLetter.number == number)
    ).one_or_none()
    return (found.kind, found.posted_at) if found else None


def records_of(letter_ids: Sequence[int]) -> Mapping[int, LetterRecord]:
    """Return some letters and where they stand: id of the letter → record; ask for a thousand at a time."""
    return {record.id: record for record in _records(_with_job().where(among(OutgoingLetter.id, letter_ids)))}


def all_about(subject: str, limit: int = 50) -> list[LetterRecord]:
    """Return the letters that concern somebody (`examiner:12`), newest first."""
    return _records(_with_job().where(OutgoingLetter.about == subject).order_by(OutgoingLetter.id.desc()).limit(limit))


def all_headed(subject: str, limit: int, kind: str | None = None) -> list[Headed]:
    """Return the newest letters about somebody, or those of a kind, as they were headed, newest first."""
    columns = (OutgoingLetter.posted_at, OutgoingLetter.subject, OutgoingLetter.number)
    query = select(*columns).where(OutgoingLetter.about == subject).order_by(OutgoingLetter.id.desc()).limit(limit)
    query = query.where(OutgoingLetter.kind == kind) if kind else query
    return [Headed(*row) for row in db.session.execute(query)]


def newest_about(subjects: Sequence[str], kinds: Collection[str]) -> Mapping[str, LetterRecord]:
    """Return the newest letter of some kinds that concerns each of some people; who has none is left out."""
    of_people = select(func.max(OutgoingLetter.id)).where(among(OutgoingLetter.about, subjects))
    newest = of_people.where(OutgoingLetter.kind.in_(kinds)).group_by(OutgoingLetter.about)
    return {str(record.about): record for record in _records(_with_job().where(OutgoingLetter.id.in_(newest)))}


def late_failures(since: datetime, limit: int) -> list[LetterRecord]:
    """Return letters that were refused, given up or bounced since a moment, newest first."""
    given_up = and_(OutgoingLetter.given_up_at >= since, OutgoingLetter.withdrawn_at.is_(None))
    newest = _records(_with_job().where(given_up).order_by(OutgoingLetter.given_up_at.desc()).limit(limit))
    bounced = OutgoingLetter.bounced_at >= since
    newest += _records(_with_job().where(bounced).order_by(OutgoingLetter.bounced_at.desc()).limit(limit))
    found = {record.id: record for record in newest}
    return sorted(found.values(), key=lambda one: one.ended_badly_at, reverse=True)[:limit]


def _with_job() -> Select[Any]:
    """Return letters, each with lease and due time of its open job; nothing sealed is read."""
    is_of_letter = and_(
        Job.kind == DELIVER, Job.ref == OutgoingLetter.id, Job.finished_at.is_(None), Job.given_up_at.is_(None)
    )
    columns = (getattr(OutgoingLetter, name) for name in _COLUMNS)
    return select(*columns, Job.lease_until, Job.due_at, Job.hold).outerjoin(Job, is_of_letter)


_PLAIN = (
    *("id", "number", "kind", "about", "provider", "posted_at"),
    *("server", "reply_text", "reply_status", "bounce_status", "bounce_text", "delayed_at"),
)
_FACTS = (
    *("accepted_at", "given_up_at", "withdrawn_at", "bounced_at"),
    *("attempted_at", "reason", "reply_code"),
)
_COLUMNS = (*_PLAIN, *_FACTS)


def _records(query: Select[Any]) -> list[LetterRecord]:
    now = clock.now()
    records = []
    for row in db.session.execute(query).mappings():
        facts = LetterFacts(**{name: row[name] for name in (*_FACTS, "lease_until", "due_at", "hold")})
        plain = {name: row[name] for name in _PLAIN}
        records.append(LetterRecord(**plain, facts=facts, state=state_of(facts, now)))
    return records
