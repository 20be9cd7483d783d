"""Two records of one person become one, and two again: the rows of the register. Why, and whether, is decided above."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, update

from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal.rules import Actor
from examportal.register import queries, service
from examportal.register.entries.models import IdentityAlias
from examportal.register.entries.service import add_alias
from examportal.register.models import Examiner, Qualification
from examportal.register.rules import PersonEntry


class IdentityTaken(Refusal):
    """The PESEL or the document of the joined record has become somebody else's."""


@dataclass(frozen=True)
class Traces:
    """What joining changed, to be changed back: ids of numbers, blind indexes of the joined record, new aliases."""

    numbers: Sequence[int]
    pesel_index: str | None
    document_index: str | None
    aliases: Sequence[str]


def join(kept_id: int, joined_id: int, after: PersonEntry, actor: Actor) -> Traces:
    """Give all that a record holds to another one of the same person, which is `after` from now on.

    By the PESEL and the document of the joined record the kept one is found, in its own right where it had none. Both
    are locked, and the register's edition is raised.
    """
    kept, joined = queries.get_examiner(kept_id), queries.get_examiner(joined_id)
    traces = Traces(
        queries.qualifications_of(joined_id), joined.pesel_index, joined.document_index, _new_aliases(kept, joined)
    )
    joined.pesel_index = joined.document_index = None
    joined.unified_into = kept_id
    db.session.flush()  # an index is one person's at a time
    kept.pesel_index = kept.pesel_index or traces.pesel_index
    kept.document_index = kept.document_index or traces.document_index
    db.session.flush()
    service.correct_people([(kept_id, after)])
    _give(traces.numbers, joined_id, kept_id)
    for index in traces.aliases:
        add_alias(kept_id, index, actor)
    return traces


def part(kept_id: int, joined_id: int, traces: Traces, after: PersonEntry) -> None:
    """Undo `join`; the kept record is `after` from now on. What it got since stays with it.

    Raises IdentityTaken.
    """
    indexes = [index for index in (traces.pesel_index, traces.document_index) if index]
    if any(known.examiner_id != kept_id for known in queries.known_people(indexes).values()):
        raise IdentityTaken
    kept, joined = queries.get_examiner(kept_id), queries.get_examiner(joined_id)
    own = IdentityAlias.examiner_id == kept_id
    db.session.execute(delete(IdentityAlias).where(own, IdentityAlias.identity_index.in_(traces.aliases)))
    if kept.pesel_index == traces.pesel_index:
        kept.pesel_index = None
    if kept.document_index == traces.document_index:
        kept.document_index = None
    joined.unified_into = None
    db.session.flush()
    joined.pesel_index, joined.document_index = traces.pesel_index, traces.document_index
    db.session.flush()
    service.correct_people([(kept_id, after)])
    _give(traces.numbers, kept_id, joined_id)


def _new_aliases(kept: Examiner, joined: Examiner) -> list[str]:
    """Return by what the kept record will be found besides what it has in its own right."""
    left = [
        theirs
        for mine, theirs in ((kept.pesel_index, joined.pesel_index), (kept.document_index, joined.document_index))
        if mine and theirs
    ]
    known = set(queries.aliases_of(kept.id))
    return [index for index in dict.fromkeys([*left, *queries.aliases_of(joined.id)]) if index not in known]


def _give(numbers: Sequence[int], giver_id: int, taker_id: int) -> None:
    """Let numbers that one record holds be another one's."""
    held = Qualification.id.in_(numbers), Qualification.examiner_id == giver_id
    db.session.execute(update(Qualification).where(*held).values(examiner_id=taker_id))
