"""Putting a person's copy together."""

from collections.abc import Sequence

from examportal.accounts.service import examiner_actor, record_own
from examportal.core.copies import PARTY, PERSON, Part
from examportal.journal.rules import Event
from examportal.profile.copies import queries
from examportal.profile.copies.rules import Held
from examportal.profile.unifying.queries import all_records_of


def copy_of(examiner_id: int, parts: Sequence[Part]) -> list[Held]:
    """Return everything that the portal holds about a person, records that were joined to the person's included."""
    records = all_records_of(examiner_id)
    owners: dict[str, Sequence[int | str]] = {
        PERSON: records,
        PARTY: [str(examiner_actor(record)) for record in records],
    }
    copy = []
    for part in parts:
        rows, owners[part.table] = queries.rows_of(part, owners[part.whose])
        copy.append(Held(part, rows))
    return copy


def note_taken(examiner_id: int, form: str) -> None:
    """Record that a person has read the copy (`page`) or taken it away (`json`)."""
    record_own(Event.COPY_TAKEN, examiner_id, format=form)
