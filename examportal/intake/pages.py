"""What the pages of an upload show, put together from rows and words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from examportal.accounts.staff.queries import names_of
from examportal.accounts.staff.rules import staff_ids
from examportal.intake.columns import Field
from examportal.intake.models import ImportFile
from examportal.intake.queries import all_imports, find_merged
from examportal.intake.rules.records import Reason, Repair
from examportal.intake.uploads import queries, rules, service, words
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.rules import ROWS_ON_A_PAGE, SHOWN_FIRST
from examportal.web.lists import Heading


@dataclass(frozen=True)
class Cell:
    """A cell of a row; `is_wrong`: here is what is wrong with the row."""

    label: str
    text: str
    is_wrong: bool


@dataclass(frozen=True)
class Line:
    """A row of a plan as it is drawn."""

    line: int
    heading: str
    verdict: str
    cells: Sequence[Cell]
    message: str


@dataclass(frozen=True)
class PlanPage:
    """A part of a plan."""

    headings: Sequence[Heading]
    lines: Sequence[Line]
    heading: Heading
    page: int
    pages: int


@dataclass(frozen=True)
class Past:
    """A file that was brought in; one from before the portal kept what an import does cannot be taken back."""

    import_id: int
    merged_at: datetime
    by: str
    totals: Mapping[str, int]
    undone_at: datetime | None
    undone_by: str
    can_be_undone: bool


def plan_page(upload: IntakeUpload, heading: str | None, page: int) -> PlanPage:
    """Return a part of the plan that is shown; a heading or page that is not there is the first one."""
    headings = _headings(upload, heading)
    here = next((one for one in headings if one.is_here), headings[0])
    pages = max(1, -(-here.count // ROWS_ON_A_PAGE))
    page = page if 1 <= page <= pages else 1
    rows = queries.page_of_rows(upload, here.name, (page - 1) * ROWS_ON_A_PAGE, ROWS_ON_A_PAGE)
    lines = [_line(row, sealed) for row, sealed in service.opened_rows(upload, rows)]
    return PlanPage(headings, lines, here, page, pages)


def repairs_of(upload: IntakeUpload) -> list[tuple[str, str, bool]]:
    """Return the kinds of repair in a plan: name, question, whether it is accepted."""
    accepted = rules.read_repairs(upload.accepted)
    found: Mapping[str, int] = _plan(upload)["repairs"]
    return [(str(kind), words.repair(kind, found[kind]), kind in accepted) for kind in Repair if found.get(kind)]


def counts(upload: IntakeUpload, headings: Sequence[str]) -> list[tuple[str, int]]:
    """Return how many rows stand under some headings, those without any left out."""
    found = _counts(upload)
    return [(words.HEADINGS[heading], found[heading]) for heading in headings if found[heading]]


def merged_before(upload: IntakeUpload) -> Past | None:
    """Find when the same file was brought in before."""
    known = find_merged(upload.sha256 or "")
    return _pasts([known])[0] if known and known.id != upload.import_id else None


def pasts() -> list[Past]:
    """Return every file that was brought in, the newest first."""
    return _pasts(all_imports())


def past_of(imported: ImportFile) -> Past:
    """Return one file that was brought in."""
    return _pasts([imported])[0]


def name_of(upload: IntakeUpload) -> str:
    """Return the name of an uploaded file."""
    return str(upload.unseal()["name"])


def _headings(upload: IntakeUpload, chosen: str | None) -> list[Heading]:
    found = _counts(upload)
    named = [name for name in map(str, SHOWN_FIRST) if found[name]]
    here = chosen if chosen in named else None
    everything = Heading(None, "wszystkie", _plan(upload)["rows"], here is None)
    return [everything, *(Heading(name, words.HEADINGS[name], found[name], name == here) for name in named)]


def _counts(upload: IntakeUpload) -> dict[str, int]:
    found: dict[str, int] = _plan(upload)["shown_under"]
    return {str(name): found.get(name, 0) for name in SHOWN_FIRST}


def _plan(upload: IntakeUpload) -> Mapping[str, Any]:
    if upload.plan is None:
        raise service.NotNow
    return upload.plan


def _line(row: queries.ShownRow, sealed: str) -> Line:
    document = json.loads(sealed)
    wrong = words.WRONG_FIELDS.get(Reason(row.reason), ()) if row.reason else ()
    cells = [
        Cell(label, words.shown_cell(field, document["cells"].get(field, "")), field in wrong)
        for field, label in words.FIELDS.items()
        if field not in (Field.EMAIL, Field.PHONE, Field.POSTCODE)
    ]
    return Line(
        row.line,
        words.HEADINGS[row.shown_under],
        row.shown_under,
        [cell for cell in cells if cell.text or cell.is_wrong],
        document["message"],
    )


def _pasts(imports: Sequence[ImportFile]) -> list[Past]:
    names = names_of(staff_ids(actor for item in imports for actor in (item.actor, item.undone_by)))
    return [
        Past(
            item.id,
            item.merged_at or item.staged_at,
            names.get(_member(item.actor), _BY_COMMAND),
            {words.HEADINGS[name]: count for name, count in item.totals.items() if count},
            item.undone_at,
            names.get(_member(item.undone_by), _BY_COMMAND),
            item.change_set_id is not None and item.undone_at is None,
        )
        for item in imports
    ]


_BY_COMMAND = "polecenie na serwerze"


def _member(actor: str | None) -> int:
    """Return the id of somebody of the staff, 0 when it was nobody of them."""
    kind, _, number = (actor or "").partition(":")
    return int(number) if kind == "staff" else 0
