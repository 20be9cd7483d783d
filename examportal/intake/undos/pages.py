"""What the page of an undoing shows, put together from rows and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examportal.intake.rules.undoing import Group
from examportal.intake.undos import queries, words
from examportal.intake.undos.models import IntakeUndo
from examportal.intake.undos.rules import FINDINGS_ON_A_PAGE, SHOWN_FIRST
from examportal.register.queries import known_by_id
from examportal.web.lists import Heading


@dataclass(frozen=True)
class Line:
    """A finding as it is drawn; `name` None: the person is not in the register any more."""

    examiner_id: int
    name: str | None
    registry_number: str | None
    message: str


@dataclass(frozen=True)
class UndoPage:
    """A part of a plan of undoing."""

    headings: Sequence[Heading]
    heading: Heading
    lines: Sequence[Line]
    page: int
    pages: int


def undo_page(undo: IntakeUndo, chosen: str | None, page: int) -> UndoPage | None:
    """Return a part of the plan that is shown, None when there is nothing in it; what is not there is the first one."""
    undone = undo.undone_at is not None
    totals = _plan(undo)["totals"]
    groups = [group for group in SHOWN_FIRST if totals[group]]
    if not groups:
        return None
    here = next((group for group in groups if group == chosen), groups[0])
    headings = [Heading(group, _label(group, undone=undone), totals[group], group is here) for group in groups]
    pages = -(-totals[here] // FINDINGS_ON_A_PAGE)
    page = page if 1 <= page <= pages else 1
    told = queries.page_of_findings(undo, here, (page - 1) * FINDINGS_ON_A_PAGE, FINDINGS_ON_A_PAGE)
    known = known_by_id([one.examiner_id for one in told])
    lines = []
    for one in told:
        person = known[one.examiner_id].person if one.examiner_id in known else None
        name = f"{person.last_name} {person.first_names}" if person else None
        message = words.sentence(one.finding, undone=undone)
        lines.append(Line(one.examiner_id, name, one.finding.registry_number, message))
    return UndoPage(headings, headings[groups.index(here)], lines, page, pages)


def _label(group: Group, *, undone: bool) -> str:
    return words.TAKEN_BACK if undone and group is Group.TAKEN_BACK else words.GROUPS[group]


def _plan(undo: IntakeUndo) -> Mapping[str, Any]:
    return undo.plan or {"totals": dict.fromkeys(Group, 0)}
