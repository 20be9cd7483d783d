"""Looking people up at the desk: by name as people write it, one person with everything the register has, aliases."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from examportal.db import db, keyring
from examportal.register.entries.models import IdentityAlias
from examportal.register.entries.rules import ListedPerson, NumberRecord, PersonRecord, RemovalRecord, stamp_text
from examportal.register.models import Examiner, Qualification, Removal
from examportal.register.opening import opener
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry

_LISTED = (
    select(
        Examiner.id,
        Examiner.last_name,
        Examiner.first_names,
        Examiner.login_number,
        Examiner.row_key,
        Examiner.sealed,
        Qualification.registry_number,
        Qualification.scope_code,
        Qualification.entered_on,
        Removal.removed_on,
    )
    .outerjoin(Qualification, Qualification.examiner_id == Examiner.id)
    .outerjoin(Removal, and_(Removal.qualification_id == Qualification.id, Removal.restored_on.is_(None)))
    .where(Examiner.id.in_(bindparam("ids", expanding=True)), Examiner.unified_into.is_(None))
    .order_by(Examiner.id, Qualification.registry_number)
)


class PersonUnknown(LookupError):  # noqa: N818 - the name of the finding
    """Nobody in the register has this id."""


def listed(examiner_ids: Sequence[int]) -> list[ListedPerson]:
    """Return people as lists show them, in the order of the ids, without those joined to others; a thousand at most."""
    rows, opened = db.session.execute(_LISTED, {"ids": examiner_ids}), opener()
    found = {one: _listed(list(held), opened) for one, held in groupby(rows, key=itemgetter(0))}
    return [found[one] for one in examiner_ids if one in found]


def get_record(examiner_id: int) -> PersonRecord:
    """Return a person as the register has them now; raises PersonUnknown, also of a record joined to another."""
    numbers = selectinload(Examiner.qualifications)
    query = (
        select(Examiner)
        .where(Examiner.id == examiner_id, Examiner.unified_into.is_(None))
        .options(numbers.selectinload(Qualification.removals), numbers.joinedload(Qualification.scope))
    )
    examiner = db.session.scalar(query, execution_options={"populate_existing": True})
    if examiner is None:
        raise PersonUnknown
    return _record(examiner)


def longest_name() -> str | None:
    """Return the longest name in the register as letters have it; reads all names."""
    name = Examiner.first_names + " " + Examiner.last_name
    return db.session.scalar(select(name).order_by(func.length(name).desc(), Examiner.id).limit(1))


def former_identities() -> dict[str, str]:
    """Return blind indexes that lead to somebody by another one, each with that by which the person is known now.

    They are former PESELs and documents, without those that somebody has again (of several people who had one, the last
    counts), and the documents of people who have a PESEL as well.
    """
    present: ColumnElement[str | None] = func.coalesce(Examiner.pesel_index, Examiner.document_index)
    holder = aliased(Examiner)
    taken = exists().where(
        or_(
            holder.pesel_index == IdentityAlias.identity_index,
            holder.document_index == IdentityAlias.identity_index,
        )
    )
    aliases = (
        select(IdentityAlias.identity_index, present)
        .join(Examiner, Examiner.id == IdentityAlias.examiner_id)
        .where(present.is_not(None), ~taken)
        .order_by(IdentityAlias.id)
    )
    both = Examiner.pesel_index.is_not(None), Examiner.document_index.is_not(None)
    documents = select(Examiner.document_index, Examiner.pesel_index).where(*both)
    rows = (row for query in (aliases, documents) for row in db.session.execute(query))
    return {former: now for former, now in rows if former and now}


def _listed(rows: Sequence[Any], opened: Callable[[str, str | None], PersonalData]) -> ListedPerson:
    """Return a person of whom there is a row for each number, or one without any."""
    examiner_id, last_name, first_names, login_number, row_key, sealed, *_ = rows[0]
    numbers = [NumberEntry(*row[6:]) for row in rows if row[6] is not None]
    return ListedPerson(
        examiner_id, PersonEntry(last_name, first_names, opened(row_key, sealed)), login_number, numbers
    )


def _record(examiner: Examiner) -> PersonRecord:
    personal = PersonalData.from_document(examiner.unseal())
    person = PersonEntry(examiner.last_name, examiner.first_names, personal)
    numbers = [_number(qualification) for qualification in examiner.qualifications]
    stamp = keyring().blind_index("person_stamp", stamp_text(person, numbers))
    return PersonRecord(examiner.id, person, examiner.login_number, numbers, stamp)


def _number(qualification: Qualification) -> NumberRecord:
    removals = [
        RemovalRecord(one.removed_on, one.ground, one.decision_number, one.restored_on, one.recorded_at)
        for one in qualification.removals
    ]
    lasting = next((removal.removed_on for removal in removals if removal.lasts), None)
    entry = NumberEntry(qualification.registry_number, qualification.scope_code, qualification.entered_on, lasting)
    return NumberRecord(qualification.id, entry, qualification.scope.label, removals)
