"""Writing the terms, publishing them, and confirming them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.terms import queries, rules
from examportal.accounts.terms.models import TermsDraft, TermsVersion
from examportal.accounts.terms.rules import TERMS
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.register import queries as register


class ChangedMeanwhile(Refusal):
    """The draft is not the one that was shown: somebody has saved or published it since."""


class InForceAlready(Refusal):
    """A version whose day has come, or after which another one was published, is not taken back."""


class TermsReplaced(Refusal):
    """Confirming that version is no longer enough."""


@dataclass(frozen=True)
class Writing:
    """The text to go on writing with; `edition` is 0 when nothing of it is saved yet."""

    body: str
    changes: str
    edition: int


def open_draft() -> Writing:
    """Return the draft or, without one, the text that was published last, to be changed."""
    draft = queries.find_draft()
    if draft is not None:
        return Writing(draft.body, draft.changes, draft.edition)
    standing = [one for one in queries.all_versions() if one.withdrawn_at is None]
    return Writing(standing[0].body if standing else "", "", 0)


def save_draft(body: str, changes: str, actor: Actor, *, seen: int) -> None:
    """Keep a text that is not published yet; `seen` is the edition that was shown. Raises ChangedMeanwhile."""
    draft = _draft_as_seen(seen) or TermsDraft(id=queries.DRAFT)
    draft.body, draft.changes = body, changes
    draft.edition, draft.saved_at, draft.saved_by = seen + 1, clock.now(), str(actor)
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:
        raise ChangedMeanwhile from None
    journal.record(Event.TERMS_DRAFTED, actor, count=draft.edition)


def publish(valid_from: date, actor: Actor, *, is_material: bool, seen: int) -> TermsVersion:
    """Make the draft that was shown the version in force from a day on.

    The first one is material whatever was said: nobody has confirmed anything yet. Raises ChangedMeanwhile or the
    `rules.DayRefused` that it is.
    """
    draft = _draft_as_seen(seen)
    if draft is None:
        raise ChangedMeanwhile
    newest = queries.find_newest_for_change()
    rules.check_day(valid_from, clock.today(), newest.valid_from if newest else None)
    version = TermsVersion(
        number=queries.highest_number() + 1,
        body=draft.body,
        changes=draft.changes,
        valid_from=valid_from,
        is_material=is_material or newest is None,
        published_at=clock.now(),
        published_by=str(actor),
    )
    db.session.add(version)
    db.session.delete(draft)
    since, material = valid_from.isoformat(), version.is_material
    journal.record(Event.TERMS_PUBLISHED, actor, version=str(version.number), since=since, material=material)
    return version


def withdraw(number: int, actor: Actor) -> None:
    """Take back the version that was published last, before its day; raises InForceAlready."""
    newest = queries.find_newest_for_change()
    if newest is None or newest.number != number or newest.valid_from <= clock.today():
        raise InForceAlready
    newest.withdrawn_at = clock.now()
    journal.record(Event.TERMS_WITHDRAWN, actor, version=str(number))


def confirm(examiner_id: int, number: int) -> None:
    """Record that a person has read a version and confirms it; raises TermsReplaced when that is not enough."""
    register.get_for_change(examiner_id)
    if not queries.satisfies(number):
        raise TermsReplaced
    accounts.acknowledge(keys.get_account(examiner_id), TERMS, str(number))


def _draft_as_seen(seen: int) -> TermsDraft | None:
    draft = queries.find_draft_for_change()
    if (draft.edition if draft else 0) != seen:
        raise ChangedMeanwhile
    return draft
