"""Every select on the files of the old service's examiners, and on those whom their rows mean."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from examportal.accounts.invitations.queries import invited_among
from examportal.accounts.queries import account_states
from examportal.core import clock
from examportal.db import among, db
from examportal.legacy.examiners.models import OldExaminerFile, OldExaminerRow
from examportal.legacy.examiners.rules import OldExaminer, Outcome, Person, RoundFacts
from examportal.mail.pacing import queries as pacing
from examportal.mail.pacing.rules import Answers
from examportal.register import queries as register
from examportal.register.entries.models import IdentityAlias
from examportal.register.rules import KnownPerson

_AT_A_TIME = 1000
_WAITS = (OldExaminerRow.outcome == str(Outcome.INVITED)) & OldExaminerRow.letter_id.is_(None)


class FileUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such file."""


def get(file_id: int) -> OldExaminerFile:
    """Return a file whose rows are all there, read anew; raises FileUnknown."""
    found = db.session.get(OldExaminerFile, file_id, populate_existing=True)
    if found is None or found.listed_at is None:
        raise FileUnknown
    return found


def get_for_change(file_id: int) -> OldExaminerFile:
    """Return a file, locked until the end of the transaction and read anew; raises FileUnknown."""
    query = select(OldExaminerFile).where(OldExaminerFile.id == file_id).with_for_update()
    found = db.session.scalar(query, execution_options={"populate_existing": True})
    if found is None:
        raise FileUnknown
    return found


def all_files() -> Sequence[OldExaminerFile]:
    """Return every file, the newest first."""
    whole = select(OldExaminerFile).where(OldExaminerFile.listed_at.is_not(None))
    return db.session.scalars(whole.order_by(OldExaminerFile.id.desc())).all()


def facts(file: OldExaminerFile) -> RoundFacts:
    """Return what the rules need of a file."""
    return RoundFacts(file.ordered_at, file.stopped_at, file.ended_at)


def people_of(rows: Sequence[OldExaminer]) -> dict[str, Person]:
    """Return whom some rows mean, by PESEL, also one that somebody had once. Ask for a thousand at most."""
    by_index = {register.pesel_index(row.pesel): row.pesel for row in rows if row.pesel}
    known = register.known_people(list(by_index))
    known |= _by_former(sorted(by_index.keys() - known.keys()))
    people = look_at([one.examiner_id for one in known.values()], known.values())
    return {by_index[index]: people[one.examiner_id] for index, one in known.items()}


def look_at(examiner_ids: Sequence[int], known: Any = None) -> dict[int, Person]:
    """Return how some people stand who are in the register, by their ids; ask for a thousand at most."""
    found: Mapping[int, KnownPerson]
    found = {one.examiner_id: one for one in known} if known is not None else register.known_by_id(examiner_ids)
    states, invited, today = account_states(list(found)), invited_among(list(found)), clock.today()
    return {
        who: Person(
            who,
            frozenset(one.numbers),
            any(number.removed_on is None or number.removed_on > today for number in one.numbers.values()),
            states[who],
            who in invited,
            one.person.personal.email,
        )
        for who, one in found.items()
    }


def _by_former(indexes: Sequence[str]) -> dict[str, KnownPerson]:
    """Return who had some PESELs before a correction: of several the last."""
    query = select(IdentityAlias.identity_index, IdentityAlias.examiner_id).where(
        among(IdentityAlias.identity_index, indexes)
    )
    had = dict(db.session.execute(query.order_by(IdentityAlias.id)).all())
    known = register.known_by_id(list(had.values()))
    return {index: known[who] for index, who in had.items()}


def counts(file_id: int) -> dict[Outcome, int]:
    """Return how many rows of a file have which outcome, in the order of the outcomes."""
    query = select(OldExaminerRow.outcome, func.count()).where(OldExaminerRow.file_id == file_id)
    found = dict(db.session.execute(query.group_by(OldExaminerRow.outcome)).all())
    return {outcome: found[outcome] for outcome in map(Outcome, found)}


def count_notes(file_id: int) -> dict[str, int]:
    """Return how many rows of a file whose people are invited have which note."""
    own = (OldExaminerRow.file_id == file_id) & (OldExaminerRow.outcome == str(Outcome.INVITED))
    query = select(OldExaminerRow.note, func.count()).where(own, OldExaminerRow.note.is_not(None))
    return {str(note): count for note, count in db.session.execute(query.group_by(OldExaminerRow.note))}


def page_of_rows(file_id: int, under: str | None, start: int, limit: int) -> Sequence[OldExaminerRow]:
    """Return some rows of a file by line, those with one outcome or note, None: all."""
    query = _rows(file_id)
    if under is not None:
        query = query.where((OldExaminerRow.outcome == under) | (OldExaminerRow.note == under))
    return db.session.scalars(query.offset(start).limit(limit)).all()


def batches(file_id: int) -> Iterator[Sequence[OldExaminerRow]]:
    """Yield all rows of a file by line, a thousand at a time."""
    after = 0
    while some := db.session.scalars(_rows(file_id).where(OldExaminerRow.line > after).limit(_AT_A_TIME)).all():
        yield some
        after = some[-1].line


def _rows(file_id: int) -> Select[OldExaminerRow]:
    return select(OldExaminerRow).where(OldExaminerRow.file_id == file_id).order_by(OldExaminerRow.line)


def waiting_by_provider(file_id: int) -> dict[str, int]:
    """Return how many people of a file wait for their invitation, by provider."""
    provider = OldExaminerRow.provider
    query = select(provider, func.count()).where(OldExaminerRow.file_id == file_id, _WAITS)
    return dict(db.session.execute(query.group_by(provider)).all())


def some_waiting(file_id: int, provider: str, limit: int) -> Sequence[OldExaminerRow]:
    """Return some rows of a file whose people wait for their invitation, of one provider."""
    own = (OldExaminerRow.file_id == file_id) & (OldExaminerRow.provider == provider) & _WAITS
    return db.session.scalars(select(OldExaminerRow).where(own).order_by(OldExaminerRow.id).limit(limit)).all()


def in_flight(file_id: int) -> dict[str, int]:
    """Return how many invitations of a file wait in the outbox, by provider."""
    return pacing.in_flight(_letters_of(file_id))


def answers(file_id: int, since: datetime) -> Answers:
    """Return what servers said of the invitations of a file that were posted since a moment."""
    return pacing.answers(_letters_of(file_id), since)


def count_written(file_id: int) -> int:
    """Return how many people of a file were invited."""
    return db.session.scalar(select(func.count()).select_from(_letters_of(file_id).subquery())) or 0


def _letters_of(file_id: int) -> Select[int | None]:
    written = OldExaminerRow.letter_id.is_not(None)
    return select(OldExaminerRow.letter_id).where(OldExaminerRow.file_id == file_id, written)


def some_older(before: datetime, limit: int) -> Sequence[int]:
    """Return rows, by id, that still hold what was read before a moment."""
    query = select(OldExaminerRow.id).join(OldExaminerFile, OldExaminerFile.id == OldExaminerRow.file_id)
    old = OldExaminerFile.read_at < before, OldExaminerRow.sealed.is_not(None)
    return db.session.scalars(query.where(*old).order_by(OldExaminerRow.id).limit(limit)).all()
