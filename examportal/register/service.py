"""What changes the register, in batches. Who may ask for it and what it means for accounts is decided above."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import insert, update
from sqlalchemy.dialects import postgresql, sqlite

from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, keyring, sealed_binding
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.register import login_numbers, queries
from examportal.register.changes.models import RegisterEdition
from examportal.register.changes.queries import EDITION_ID
from examportal.register.marks import service as marks
from examportal.register.models import Examiner, Qualification, Removal, Scope
from examportal.register.rules import NumberEntry, PersonEntry, ScopeEntry
from examportal.register.words import service as words

BATCH = 1000
_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes a new one for every person
_INSERT: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
GROUND_FILE = "register_file"
"""The ground of a removal that a register file told us; the decision itself is in the office's papers."""


def raise_edition() -> int:
    """Raise the register's edition and return it; whoever changes the register does so first.

    The edition stays locked until the end of the transaction: who changes a person has locked the person before.
    """
    statement = _INSERT[db.engine.dialect.name](RegisterEdition).values(id=EDITION_ID, edition=1)
    raised = {"edition": RegisterEdition.edition + 1}
    statement = statement.on_conflict_do_update(index_elements=[RegisterEdition.id], set_=raised)
    return cast("int", db.session.scalar(statement.returning(RegisterEdition.edition)))


def load_scopes(entries: Sequence[ScopeEntry], actor: Actor) -> tuple[int, int]:
    """Enter new scopes and correct known ones; return how many were new and how many changed. None is ever deleted."""
    raise_edition()
    known = queries.scopes_by_code()
    new = [entry for entry in entries if entry.code not in known]
    changed = [entry for entry in entries if entry.code in known and known[entry.code] != entry]
    _in_batches(insert(Scope), (_scope_row(entry) for entry in new))
    _in_batches(update(Scope), (_scope_row(entry) for entry in changed))
    record(Event.SCOPES_LOADED, actor, new=len(new), changed=len(changed))
    return len(new), len(changed)


def enter_people(people: Sequence[PersonEntry]) -> list[int]:
    """Enter people who are not in the register yet; return their ids in the same order.

    Who has no PESEL gets a login number.
    """
    raise_edition()
    entered_at = clock.now()
    drawn = iter(login_numbers.draw(sum(person.personal.pesel is None for person in people)))
    ids: list[int] = []
    for start in range(0, len(people), BATCH):
        rows = [
            new_person_row(person, new_row_key())
            | {"entered_at": entered_at, "login_number": next(drawn) if person.personal.pesel is None else None}
            for person in people[start : start + BATCH]
        ]
        query = insert(Examiner).returning(Examiner.id, sort_by_parameter_order=True)
        entered = db.session.scalars(query, rows).all()
        words.enter(entered)
        marks.write(entered)
        ids.extend(entered)
    return ids


def enter_numbers(numbers: Sequence[tuple[int, NumberEntry]], actor: Actor) -> None:
    """Enter new registry numbers of people given by id; a number with a day of removal is entered and removed."""
    raise_edition()
    rows = (
        {
            "examiner_id": examiner_id,
            "registry_number": entry.registry_number,
            "scope_code": entry.scope_code,
            "entered_on": entry.entered_on,
        }
        for examiner_id, entry in numbers
    )
    _in_batches(insert(Qualification), rows)
    remove([entry for _, entry in numbers if entry.removed_on], actor)


def correct_people(people: Sequence[tuple[int, PersonEntry]]) -> None:
    """Give people of the register, by id, the names and personal data they are to have."""
    raise_edition()
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        row_keys = queries.row_keys([examiner_id for examiner_id, _ in batch])
        rows = [
            _names_of(person) | {"id": examiner_id, "sealed": _sealed(person, row_keys[examiner_id])}
            for examiner_id, person in batch
        ]
        db.session.execute(update(Examiner), rows)
        words.correct(list(row_keys))
        marks.write(list(row_keys))


def correct_numbers(entries: Sequence[NumberEntry]) -> None:
    """Give known registry numbers the scope and the day of entry they are to have, and removals in force their day."""
    raise_edition()
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        ids = queries.qualification_ids([entry.registry_number for entry in batch])
        rows = [
            {
                "id": ids[entry.registry_number],
                "scope_code": entry.scope_code,
                "entered_on": entry.entered_on,
            }
            for entry in batch
        ]
        db.session.execute(update(Qualification), rows)
        _correct_removals(batch)


def remove(entries: Sequence[NumberEntry], actor: Actor) -> None:
    """Remove known registry numbers that are in force, each on its `removed_on`."""
    raise_edition()
    recorded_at = clock.now()
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        ids = queries.qualification_ids([entry.registry_number for entry in batch])
        rows = [
            {
                "qualification_id": ids[entry.registry_number],
                "removed_on": entry.removed_on,
                "ground": GROUND_FILE,
                "actor": str(actor),
                "recorded_at": recorded_at,
            }
            for entry in batch
        ]
        db.session.execute(insert(Removal), rows)


def _correct_removals(entries: Sequence[NumberEntry]) -> None:
    days = {entry.registry_number: entry.removed_on for entry in entries if entry.removed_on}
    in_force = queries.removals_in_force(list(days))
    rows = [{"id": removal_id, "removed_on": days[number]} for number, removal_id in in_force.items()]
    _in_batches(update(Removal), rows)


def _in_batches(statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Execute one statement with many rows, a batch at a time."""
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == BATCH:
            db.session.execute(statement, waiting)
            waiting = []
    if waiting:
        db.session.execute(statement, waiting)


def _scope_row(entry: ScopeEntry) -> dict[str, Any]:
    return {"code": entry.code, "label": entry.label, "exam": entry.exam, "active": entry.active}


def new_person_row(person: PersonEntry, row_key: str) -> dict[str, Any]:
    """Return a person as a row of `examiner`: sealed, and with the blind indexes by which they are found."""
    return person_writer()(person, row_key)


def person_writer() -> Callable[[PersonEntry, str], dict[str, Any]]:
    """Return `new_person_row` for whoever asks it of many people: looking the keys up is a part of its cost."""
    ring = keyring()

    def row_of(person: PersonEntry, row_key: str) -> dict[str, Any]:
        personal = person.personal
        pesel, document = personal.pesel, personal.document
        return {
            "last_name": person.last_name,
            "first_names": person.first_names,
            "row_key": row_key,
            "sealed": ring.seal(_WRITTEN(personal.to_document()), sealed_binding(Examiner.__tablename__, row_key)),
            "pesel_index": ring.blind_index("pesel", pesel) if pesel else None,
            "document_index": ring.blind_index(document.kind_of_index, document.key) if document else None,
        }

    return row_of


def _names_of(person: PersonEntry) -> dict[str, Any]:
    return {"last_name": person.last_name, "first_names": person.first_names}


def _sealed(person: PersonEntry, row_key: str) -> str:
    document = _WRITTEN(person.personal.to_document())
    return keyring().seal(document, sealed_binding(Examiner.__tablename__, row_key))
