"""Every select of the season page: plain numbers, for some thousand people at a time.

A few small questions for each batch, put together here: one statement with six joins took SQLite fifty times as long
whenever its planner guessed wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, extract, func, or_, select

from examportal.accounts.models import Account, SignInSession, Suspension
from examportal.core import clock
from examportal.db import db
from examportal.intake.models import ImportFile
from examportal.mail.models import OutgoingLetter
from examportal.office.season.models import SeasonFigures
from examportal.office.season.rules import Journey
from examportal.onboarding.models import ActivationLink, Claim, FormRefusal
from examportal.register.changes.models import StagedPerson
from examportal.register.models import Examiner, Qualification, Removal
from examportal.register.rules import Action

_AT_A_TIME = 10_000


@dataclass(frozen=True)
class Whose:
    """Whose season: of everybody, of whom one import brought, of whom has a number in one scope."""

    import_id: int | None = None
    scope: str = ""


def journeys(whose: Whose) -> Iterator[Journey]:
    """Yield the way of each person with a number in force today; nothing personal is read."""
    after = 0
    while people := _people(whose, after):
        yield from _ways_of(people)
        after = people[-1][0]


def merged_imports() -> list[ImportFile]:
    """Return the files that came into the register and were not taken back, the last first."""
    merged = ImportFile.merged_at.is_not(None), ImportFile.undone_at.is_(None)
    return list(db.session.scalars(select(ImportFile).where(*merged).order_by(ImportFile.id.desc())))


def refusals_since(day: date) -> list[tuple[str, str, int]]:
    """Return field, rule and how many people it has refused since a day, the most frequent first."""
    total = func.sum(FormRefusal.people)
    query = select(FormRefusal.field, FormRefusal.rule, total).where(FormRefusal.day >= day)
    grouped = query.group_by(FormRefusal.field, FormRefusal.rule)
    rows = db.session.execute(grouped.order_by(total.desc(), FormRefusal.field, FormRefusal.rule))
    return [(field, rule, int(people)) for field, rule, people in rows]


def has_more_people_than(count: int) -> bool:
    """Tell whether the register has more records than a number; counts no further."""
    some = select(Examiner.id).limit(count + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > count


def find_figures(whose: Whose) -> SeasonFigures | None:
    """Find the figures that are kept of a season."""
    return db.session.scalar(_figures(whose))


def get_figures_of(whose: Whose) -> SeasonFigures:
    """Return the figures that are kept of a season."""
    return db.session.scalars(_figures(whose)).one()


def get_figures(figures_id: int) -> SeasonFigures:
    """Return a row of figures, read anew."""
    return db.session.get_one(SeasonFigures, figures_id, populate_existing=True)


def _figures(whose: Whose) -> Select[SeasonFigures]:
    own = (SeasonFigures.import_id == (whose.import_id or 0)) & (SeasonFigures.scope == whose.scope)
    return select(SeasonFigures).where(own)


def _people(whose: Whose, after: int) -> list[tuple[int, int]]:
    query = select(Examiner.id, _seconds(Examiner.entered_at))
    query = query.where(Examiner.id > after, Examiner.unified_into.is_(None), _has_number(whose.scope))
    if whose.import_id is not None:
        query = query.where(Examiner.id.in_(_entered_by(whose.import_id)))
    return [(row[0], row[1]) for row in _rows(query.order_by(Examiner.id).limit(_AT_A_TIME))]


def _ways_of(people: list[tuple[int, int]]) -> Iterator[Journey]:
    """Yield the ways of people with neighbouring ids; what comes between them is read, too, and left out."""
    first, last = people[0][0], people[-1][0]
    claimed = _moments(_claims().where(Claim.examiner_id.between(first, last)))
    account = Account.examiner_id.between(first, last), Account.withdrawn_at.is_(None)
    keys = {row[0]: (row[1], row[2]) for row in _rows(_keys().where(*account))}
    accepted = _moments(_accepted_letters().where(*account))
    signed_in = _moments(_sign_ins().where(*account))
    # In the order of the links, so that the newest one stays.
    links: dict[int, Sequence[Any]] = {row[0]: row[1:] for row in _rows(_waiting_links().where(*account))}
    suspensions = select(Suspension.examiner_id).where(Suspension.examiner_id.between(first, last))
    suspended = {row[0] for row in _rows(suspensions.where(Suspension.lifted_at.is_(None)))}
    for person, entered in people:
        saved, activated = keys.get(person, (None, None))
        times = (entered, claimed.get(person), saved, accepted.get(person), activated, signed_in.get(person))
        failed, taken, ends = links.get(person, (False, False, None))
        yield Journey(times, person in suspended, bool(failed), bool(taken), ends)


def _rows(query: Select[Any]) -> Sequence[Any]:
    """Return plain rows: the session would look through each of them for objects."""
    return db.session.connection().execute(query).all()


def _moments(query: Select[Any]) -> dict[int, int | None]:
    return {row[0]: row[1] for row in _rows(query)}


def _claims() -> Select[Any]:
    return select(Claim.examiner_id, _seconds(func.min(Claim.started_at))).group_by(Claim.examiner_id)


def _keys() -> Select[Any]:
    return select(Account.examiner_id, _seconds(Account.registered_at), _seconds(Account.activated_at))


def _accepted_letters() -> Select[Any]:
    accepted = select(Account.examiner_id, _seconds(func.min(OutgoingLetter.accepted_at)))
    joined = accepted.join_from(Account, ActivationLink, ActivationLink.account_id == Account.id)
    return joined.join(OutgoingLetter, OutgoingLetter.id == ActivationLink.letter_id).group_by(Account.examiner_id)


def _sign_ins() -> Select[Any]:
    first = select(Account.examiner_id, _seconds(func.min(SignInSession.started_at)))
    return first.join_from(Account, SignInSession, SignInSession.account_id == Account.id).group_by(Account.examiner_id)


def _waiting_links() -> Select[Any]:
    failed = or_(OutgoingLetter.given_up_at.is_not(None), OutgoingLetter.bounced_at.is_not(None))
    taken, ends = OutgoingLetter.accepted_at.is_not(None), _seconds(ActivationLink.expires_at)
    return (
        select(Account.examiner_id, failed, taken, ends)
        .join_from(Account, ActivationLink, ActivationLink.account_id == Account.id)
        .join(OutgoingLetter, OutgoingLetter.id == ActivationLink.letter_id)
        .where(Account.activated_at.is_(None))
        .order_by(ActivationLink.id)
    )


def _has_number(scope: str) -> ColumnElement[bool]:
    removed = exists().where(
        Removal.qualification_id == Qualification.id,
        Removal.restored_on.is_(None),
        Removal.removed_on <= clock.today(),
    )
    number = exists().where(Qualification.examiner_id == Examiner.id, ~removed)
    return number.where(Qualification.scope_code == scope) if scope else number


def _entered_by(import_id: int) -> Select[int]:
    entered = select(StagedPerson.examiner_id).where(StagedPerson.action == str(Action.ENTER))
    changes = select(ImportFile.change_set_id).where(ImportFile.id == import_id).scalar_subquery()
    return entered.where(StagedPerson.change_set_id == changes)


def _seconds(moment: Any) -> ColumnElement[Any]:
    """Return a moment as whole seconds since 1970, made by the database: a million dates take Python ten seconds."""
    if db.session.get_bind().dialect.name == "postgresql":
        return cast(func.floor(extract("epoch", moment)), BigInteger)
    return func.unixepoch(moment, type_=BigInteger)
