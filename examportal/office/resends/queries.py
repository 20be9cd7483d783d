"""Every select on the rounds of activation letters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select

from examportal.accounts.queries import account_states
from examportal.accounts.rules import AccountState
from examportal.accounts.staff.models import StaffMember
from examportal.db import among, db
from examportal.mail import queries as letters
from examportal.mail.pacing import queries as pacing
from examportal.mail.pacing.rules import Answers
from examportal.mail.queries import LetterRecord
from examportal.mail.rules import domain_of
from examportal.office.diagnosis.queries import newest_activation_letters
from examportal.office.resends.models import Resend, ResendRecipient
from examportal.office.resends.rules import Exclusion, PersonFacts, ResendFacts
from examportal.register.models import Examiner
from examportal.register.queries import holds_active_number

_AT_A_TIME = 1000
_WAITS = ResendRecipient.exclusion.is_(None) & ResendRecipient.letter_id.is_(None)
_WRITTEN = ResendRecipient.letter_id.is_not(None)


class ResendUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such round."""


@dataclass(frozen=True)
class Looked:
    """What was found about somebody: what decides, and the provider of the mailbox (empty when there is none)."""

    facts: PersonFacts
    provider: str


@dataclass(frozen=True)
class Counts:
    """The people of a round: excluded by reason, waiting, and written to; each of the latter by provider."""

    excluded: Mapping[Exclusion, int]
    waiting: Mapping[str, int]
    written: Mapping[str, int]

    @property
    def included(self) -> int:
        """How many people get a letter."""
        return sum(self.waiting.values()) + sum(self.written.values())


@dataclass(frozen=True)
class Listed:
    """Somebody of a round, with the names of the register and what came of the letter."""

    examiner_id: int
    last_name: str
    first_names: str
    exclusion: Exclusion | None
    letter: LetterRecord | None


def get(resend_id: int) -> Resend:
    """Return a round, read anew; raises ResendUnknown."""
    found = db.session.get(Resend, resend_id, populate_existing=True)
    if found is None:
        raise ResendUnknown
    return found


def get_for_change(resend_id: int) -> Resend:
    """Return a round, locked until the end of the transaction and read anew; raises ResendUnknown."""
    query = select(Resend).where(Resend.id == resend_id).with_for_update()
    found = db.session.scalar(query, execution_options={"populate_existing": True})
    if found is None:
        raise ResendUnknown
    return found


def newest(limit: int) -> Sequence[tuple[Resend, str]]:
    """Return the last rounds, newest first, each with the name of who ordered it."""
    query = select(Resend, StaffMember.name).join(StaffMember, StaffMember.id == Resend.member_id)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Resend.id.desc()).limit(limit))]


def facts(resend: Resend) -> ResendFacts:
    """Return what the rules need of a round."""
    return ResendFacts(
        resend.listed_at,
        resend.trial_ordered_at,
        resend.trial_ended_at,
        resend.rest_ordered_at,
        resend.stopped_at,
        resend.ended_at,
    )


def look_at(examiner_ids: Sequence[int]) -> Mapping[int, Looked]:
    """Return what decides about some people; who is not in the register, or is joined to another record, is left out.

    Ask for a thousand at a time.
    """
    here = among(Examiner.id, examiner_ids) & Examiner.unified_into.is_(None)
    holders = holds_active_number(Examiner.id).label("has_number")
    people = dict(db.session.execute(select(Examiner.id, holders).where(here)).all())
    states = account_states(list(people))
    written = _newest_letters(list(people))
    return {
        examiner_id: _looked(states[examiner_id], has_number=has_number, written=written.get(examiner_id))
        for examiner_id, has_number in people.items()
    }


def _looked(state: AccountState, *, has_number: bool, written: tuple[str, LetterRecord | None] | None) -> Looked:
    email, letter = written or ("", None)
    known = PersonFacts(state, has_number, letter.state if letter else None, letter.posted_at if letter else None)
    return Looked(known, domain_of(email) if email else "")


def _newest_letters(examiner_ids: Sequence[int]) -> dict[int, tuple[str, LetterRecord | None]]:
    """Return the addresses of people who wait for their activation, each with the newest activation letter to it."""
    newest = newest_activation_letters(examiner_ids)
    records = letters.records_of([letter_id for _, letter_id in newest.values() if letter_id is not None])
    return {who: (email, records.get(letter_id or 0)) for who, (email, letter_id) in newest.items()}


def counts(resend_id: int) -> Counts:
    """Return how many people of a round are excluded, wait, or were written to."""
    excluded: dict[Exclusion, int] = {}
    waiting: dict[str, int] = {}
    written: dict[str, int] = {}
    group = (ResendRecipient.exclusion, _WRITTEN, ResendRecipient.provider)
    query = select(*group, func.count()).where(ResendRecipient.resend_id == resend_id).group_by(*group)
    for exclusion, was_written, provider, count in db.session.execute(query.order_by(*group)):
        if exclusion is not None:
            excluded[Exclusion(exclusion)] = excluded.get(Exclusion(exclusion), 0) + count
        else:
            (written if was_written else waiting)[provider] = count
    return Counts(excluded, waiting, written)


def waiting_by_provider(resend_id: int) -> dict[str, int]:
    """Return how many people of a round wait for their letter, by provider."""
    provider = ResendRecipient.provider
    query = select(provider, func.count()).where(ResendRecipient.resend_id == resend_id, _WAITS).group_by(provider)
    return dict(db.session.execute(query).all())


def some_waiting(resend_id: int, provider: str, limit: int) -> Sequence[ResendRecipient]:
    """Return some people of a round who wait for their letter, of one provider, in the order of the round."""
    own = (ResendRecipient.resend_id == resend_id) & (ResendRecipient.provider == provider) & _WAITS
    return db.session.scalars(select(ResendRecipient).where(own).order_by(ResendRecipient.place).limit(limit)).all()


def first_waiting(resend_id: int, limit: int) -> Sequence[ResendRecipient]:
    """Return the first people of a round who wait for their letter."""
    own = (ResendRecipient.resend_id == resend_id) & _WAITS
    return db.session.scalars(select(ResendRecipient).where(own).order_by(ResendRecipient.place).limit(limit)).all()


def count_written(resend_id: int) -> int:
    """Return how many people of a round were written to."""
    own = (ResendRecipient.resend_id == resend_id) & _WRITTEN
    return db.session.scalar(select(func.count()).select_from(ResendRecipient).where(own)) or 0


def in_flight(resend_id: int) -> dict[str, int]:
    """Return how many letters of a round wait in the outbox, by provider."""
    return pacing.in_flight(_letters_of(resend_id))


def answers(resend_id: int, since: datetime) -> Answers:
    """Return what servers said of the letters of a round that were posted since a moment."""
    return pacing.answers(_letters_of(resend_id), since)


def _letters_of(resend_id: int) -> Select[int | None]:
    return select(ResendRecipient.letter_id).where(ResendRecipient.resend_id == resend_id, _WRITTEN)


def some_written_to(resend_id: int, limit: int) -> list[Listed]:
    """Return the first people of a round who were written to."""
    return _listed(resend_id, _WRITTEN, limit)


def some_excluded(resend_id: int, limit: int) -> list[Listed]:
    """Return the first people of a round who get no letter."""
    return _listed(resend_id, ResendRecipient.exclusion.is_not(None), limit)


def _listed(resend_id: int, which: ColumnElement[bool], limit: int) -> list[Listed]:
    columns = (
        ResendRecipient.examiner_id, Examiner.last_name, Examiner.first_names,
        ResendRecipient.exclusion, ResendRecipient.letter_id,
    )  # fmt: skip
    query = select(*columns).outerjoin(Examiner, Examiner.id == ResendRecipient.examiner_id)
    query = query.where(ResendRecipient.resend_id == resend_id, which)
    rows = db.session.execute(query.order_by(ResendRecipient.place).limit(limit)).all()
    records = letters.records_of([letter_id for *_, letter_id in rows if letter_id is not None])
    return [
        Listed(who, last or "", first or "", Exclusion(why) if why else None, records.get(letter_id or 0))
        for who, last, first, why, letter_id in rows
    ]


def batches(resend_id: int) -> Iterator[list[Listed]]:
    """Yield everybody of a round, in its order, a thousand at a time: places follow each other from 1."""
    after = 0
    while some := _listed(resend_id, ResendRecipient.place > after, _AT_A_TIME):
        yield some
        after += len(some)
