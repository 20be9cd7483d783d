"""What people have in common who are asked for together: a state, an import, a scope.

Each is a *driver*: ids in the order of an index with what must hold of them. The one that fewest people have drives a
list, the others are conditions looked up person by person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from examportal.accounts.models import Account, SignInSession, Suspension
from examportal.accounts.queries import suspension_in_force
from examportal.core import clock
from examportal.db import db
from examportal.intake.disputes.models import ImportDispute
from examportal.intake.disputes.queries import is_open
from examportal.intake.models import ImportFile
from examportal.mail.models import OutgoingLetter
from examportal.office.finding.rules import SEASON, State, Wanted
from examportal.office.finding.states.unreached import queries as unreached
from examportal.onboarding.models import ActivationLink, Claim
from examportal.register.changes.models import StagedPerson
from examportal.register.marks.models import ExaminerMark
from examportal.register.models import Examiner, Qualification, Removal
from examportal.register.queries import holds_active_number
from examportal.register.rules import Action
from examportal.throttle.counters import ticks
from examportal.throttle.models import ThrottleCounter
from examportal.throttle.rules import OF_ONE_PERSON

Column = ColumnElement[int] | InstrumentedAttribute[int]
Driver = tuple[Any, list[ColumnElement[bool]]]
"""A column of ids in the order of an index, and what must hold of its row."""

_ENOUGH = 20_000
"""Counting what people have in common ends here: beyond it, one drives as well as the other."""


@dataclass(frozen=True)
class Part:
    """Something that is asked for; `make` returns its driver, with names of its own each time.

    Few people have it, or as many as `crowd` finds, or, without either, more than have anything else. `of` is the same
    as a condition on one person, where the driver would be read whole for each. A scope and a file are parameters of
    that name.
    """

    make: Callable[[], Driver]
    crowd: Callable[[], Driver] | None = None
    is_rare: bool = False
    of: Callable[[Column], ColumnElement[bool]] | None = None


def parts_of(wanted: Wanted) -> tuple[Part, ...]:
    """Return what is asked for besides words."""
    asked = (
        _STATES[wanted.state] if wanted.state is not None else None,
        _FILE if wanted.import_id is not None else None,
        (_SCOPE_NOW if wanted.state in SEASON else _SCOPE) if wanted.scope else None,
    )
    return tuple(part for part in asked if part is not None)


def by_rarity(wanted: Wanted) -> tuple[Part, ...]:
    """Return what is asked for besides words, that which fewest people have first."""
    parts = parts_of(wanted)
    if len(parts) == 1:
        return parts
    values = {"scope": wanted.scope, "import_id": wanted.import_id}
    return tuple(sorted(parts, key=lambda part: _count(part, values)))


def driver_of(parts: Sequence[Part]) -> Driver:
    """Return what drives a list: the first part, with the others as its conditions; without any, everybody."""
    if not parts:
        return aliased(Examiner).id, []
    rarest, *others = parts
    column, conditions = rarest.make()
    return column, [*conditions, *(holds(part, column) for part in others)]


def holds(part: Part, examiner_id: Column) -> ColumnElement[bool]:
    """Return the condition "this is true of the person"."""
    if part.of is not None:
        return part.of(examiner_id)
    column, conditions = part.make()
    return select(literal(1)).where(column == examiner_id, *conditions).offset(0).exists()


def _count(part: Part, values: Mapping[str, Any]) -> int:
    """Return how many people have something, roughly and quickly."""
    if part.crowd is None:
        return 0 if part.is_rare else _ENOUGH + 1
    return int(db.session.scalar(_counting(part.crowd), values) or 0)


@cache
def _counting(make: Callable[[], Driver]) -> Select[int]:
    column, conditions = make()
    return select(func.count()).select_from(select(column).where(*conditions).limit(_ENOUGH).subquery())


def _in_file() -> Driver:
    staged = aliased(StagedPerson)
    changes = select(ImportFile.change_set_id).where(ImportFile.id == bindparam("import_id")).scalar_subquery()
    return staged.examiner_id, [staged.change_set_id == changes, staged.action == str(Action.ENTER)]


def _in_scope() -> Driver:
    held = aliased(Qualification)
    return held.examiner_id, [held.scope_code == bindparam("scope")]


def _in_scope_now() -> Driver:
    held = aliased(Qualification)
    return held.examiner_id, [held.scope_code == bindparam("scope"), ~_removed(held)]


def _waiting() -> Driver:
    account = aliased(Account)
    return account.examiner_id, [account.activated_at.is_(None), account.withdrawn_at.is_(None)]


def _when_asked(tell: Callable[[], Any], column: Any) -> ColumnElement[Any]:
    """Return a value, of the type of a column, that is told anew each time: questions are kept."""
    return bindparam("told", callable_=tell, type_=column.type, unique=True)


def _never_claimed() -> Driver:
    person = aliased(Examiner)
    claimed = exists().where(Account.examiner_id == person.id, Account.withdrawn_at.is_(None))
    return person.id, [~claimed, ~suspension_in_force(person.id)]


def _pending() -> Driver:
    examiner_id, waits = _waiting()
    return examiner_id, [*waits, ~suspension_in_force(examiner_id)]


def _active() -> Driver:
    account = aliased(Account)
    return account.examiner_id, [account.activated_at.is_not(None), ~suspension_in_force(account.examiner_id)]


def _suspended() -> Driver:
    suspension = aliased(Suspension)
    return suspension.examiner_id, [suspension.lifted_at.is_(None)]


def _throttled() -> Driver:
    """People with a full counter, which knows only the digest of a PESEL or of a login number."""
    counter = aliased(ThrottleCounter)
    by_pesel = select(Examiner.id).where(Examiner.pesel_index == counter.whose)
    by_login = select(func.min(ExaminerMark.examiner_id)).where(ExaminerMark.digest == counter.whose)
    whom = func.coalesce(*(query.correlate(counter).scalar_subquery() for query in (by_pesel, by_login)))
    full = or_(
        *(
            and_(
                counter.kind == limit.kind,
                counter.empty_at > _when_asked(partial(_ticks_in, limit.reach - limit.every), counter.empty_at),
                counter.empty_at <= _when_asked(partial(_ticks_in, 2 * limit.reach), counter.empty_at),
            )
            for limit in OF_ONE_PERSON
        )
    )
    return whom, [counter.whose.is_not(None), full]


def _ticks_in(reach: timedelta) -> int:
    return ticks(clock.now() + reach)


def _all_numbers_removed() -> Driver:
    held = aliased(Qualification)
    return held.examiner_id, [_removed(held), ~holds_active_number(held.examiner_id)]


def _removed(held: Any) -> ColumnElement[bool]:
    removal = aliased(Removal)
    today = _when_asked(clock.today, removal.removed_on)
    in_force = removal.restored_on.is_(None), removal.removed_on <= today
    return select(literal(1)).where(removal.qualification_id == held.id, *in_force).offset(0).exists()


def _disputed() -> Driver:
    """People about whom a merged file says what contradicts the register or itself, and nobody has settled it."""
    dispute = aliased(ImportDispute)
    return dispute.examiner_id, is_open(dispute)


def _in_season(examiner_id: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
    return [holds_active_number(examiner_id), ~suspension_in_force(examiner_id)]


def _never_came() -> Driver:
    person, claimed = aliased(Examiner), aliased(Claim)
    return person.id, [~exists().where(claimed.examiner_id == person.id), *_without_account(person.id)]


def _form_not_saved() -> Driver:
    claimed = aliased(Claim)
    return claimed.examiner_id, _without_account(claimed.examiner_id)


def _without_account(examiner_id: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
    account = aliased(Account)
    alive = exists().where(account.examiner_id == examiner_id, account.withdrawn_at.is_(None))
    return [~alive, *_in_season(examiner_id)]


def _letter_on_its_way() -> Driver:
    return _at_letter(lambda letter, link: [letter.accepted_at.is_(None), _runs(link)])


def _letter_failed() -> Driver:
    return _at_letter(lambda _letter, _link: [], failed=True)


def _link_waits() -> Driver:
    return _at_letter(lambda letter, link: [letter.accepted_at.is_not(None), _runs(link)])


def _link_expired() -> Driver:
    return _at_letter(lambda _letter, link: [~_runs(link)])


def _runs(link: Any) -> ColumnElement[bool]:
    runs: ColumnElement[bool] = link.expires_at > _when_asked(clock.now, link.expires_at)
    return runs


def _at_letter(where: Callable[[Any, Any], Sequence[ColumnElement[bool]]], *, failed: bool = False) -> Driver:
    """Return the driver of people who wait for their activation, by the newest letter with a link."""
    account, letter = aliased(Account), aliased(OutgoingLetter)
    link, later = aliased(ActivationLink), aliased(ActivationLink)
    newer = exists().where(later.account_id == link.account_id, later.id > link.id)
    unreached = or_(letter.given_up_at.is_not(None), letter.bounced_at.is_not(None))
    newest = [link.account_id == account.id, letter.id == link.letter_id, ~newer]
    # Inside a CASE that needs the letter: SQLite would ask it of everybody who waits, before it looks for a letter.
    waits = and_(account.withdrawn_at.is_(None), *_in_season(account.examiner_id))
    last = case((letter.id > 0, waits), else_=false())
    standing = [unreached if failed else ~unreached, *where(letter, link)]
    return account.examiner_id, [account.activated_at.is_(None), *newest, *standing, last]


def _not_back() -> Driver:
    account, came = aliased(Account), aliased(SignInSession)
    back = exists().where(came.account_id == account.id)
    return account.examiner_id, [account.activated_at.is_not(None), ~back, *_in_season(account.examiner_id)]


def _suspended_in_season() -> Driver:
    examiner_id, suspended = _suspended()
    return examiner_id, [*suspended, holds_active_number(examiner_id)]


_FILE, _SCOPE, _SCOPE_NOW = Part(_in_file, _in_file), Part(_in_scope, _in_scope), Part(_in_scope_now, _in_scope)
_STATES: Mapping[State, Part] = {
    State.NEVER_CLAIMED: Part(_never_claimed),
    State.PENDING: Part(_pending, _waiting),
    State.LETTER_UNREACHED: Part(unreached.newest_unreached, is_rare=True, of=unreached.holds_unreached),
    State.ACTIVE: Part(_active),
    State.THROTTLED: Part(_throttled, is_rare=True),
    State.SUSPENDED: Part(_suspended, is_rare=True),
    State.ALL_NUMBERS_REMOVED: Part(_all_numbers_removed),
    State.CONFLICT: Part(_disputed, is_rare=True),
    State.NEVER_CAME: Part(_never_came),
    State.FORM_NOT_SAVED: Part(_form_not_saved),
    State.LETTER_ON_ITS_WAY: Part(_letter_on_its_way, _waiting),
    State.LETTER_FAILED: Part(_letter_failed, _waiting),
    State.LINK_WAITS: Part(_link_waits, _waiting),
    State.LINK_EXPIRED: Part(_link_expired, _waiting),
    State.NOT_BACK: Part(_not_back),
    State.SUSPENDED_IN_SEASON: Part(_suspended_in_season, is_rare=True),
}
