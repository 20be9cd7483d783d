"""How an upload is to be read: what was found in it, and what a person says instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.db import db
from examportal.intake.columns import Field, shape_of
from examportal.intake.reader import Choices, Sample
from examportal.intake.uploads import queries, service
from examportal.intake.uploads.models import IntakeMapping, IntakeUpload
from examportal.intake.uploads.rules import Step, step_of
from examportal.intake.uploads.service import NotNow, Order
from examportal.jobs.service import enqueue

LONGEST_SHOWN = 120
_OPEN = (Step.CHOOSING, Step.PLANNED, Step.REFUSED)


@dataclass(frozen=True)
class Found:
    """What was found in an upload; `is_remembered`: the columns are as somebody mapped them for an earlier file."""

    sheets: list[str]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    line: int
    headers: list[str]
    places: dict[str, int]
    is_remembered: bool
    rows: list[tuple[int, list[str]]]


def choices_of(chosen: Mapping[str, Any]) -> Choices:
    """Return stored choices as the reader takes them."""
    places = chosen.get("places")
    return Choices(
        chosen.get("sheet"),
        chosen.get("encoding"),
        chosen.get("delimiter"),
        chosen.get("line", 0),
        None if places is None else {Field(name): place for name, place in places.items()},
    )


def keep_sample(order: Order, sample: Sample) -> None:
    """Keep what was found; columns of a shape that somebody has mapped before are taken as they were then."""
    upload = service.still(order)
    if upload is None:
        return
    known = queries.find_mapping(shape_of(sample.headers))
    found = Found(
        list(sample.sheets),
        sample.sheet,
        sample.encoding,
        sample.delimiter,
        sample.line,
        [_short(header) for header in sample.headers],
        known.places if known else {str(field): place for field, place in sample.places.items()},
        known is not None,
        [(row.line, [_short(cell) for cell in row.cells]) for row in sample.rows],
    )
    upload.looked_at, upload.fault = clock.now(), None
    upload.seal(upload.unseal() | {"found": vars(found), "shape": shape_of(sample.headers)})


def found_in(upload: IntakeUpload) -> Found | None:
    """Return what was found in an upload, None while nobody could look."""
    document = upload.unseal().get("found")
    return Found(**document) if document else None


def choose_reading(upload_id: int, member_id: int, chosen: Mapping[str, str | None]) -> None:
    """Say sheet, encoding and delimiter; the worker looks at the file anew. Raises NotNow."""
    upload = _open(upload_id, member_id)
    document = upload.unseal() | {"choices": dict(chosen)}
    document.pop("found", None)
    upload.seal(document)
    upload.looked_at = upload.planned_at = upload.fault = upload.replanned_at = None
    enqueue(service.WORK_ON, upload_id)


def choose_columns(upload_id: int, member_id: int, places: Mapping[Field, int]) -> None:
    """Say which column holds what, and have the plan made; what was found otherwise is remembered for the next file.

    Raises NotNow.
    """
    upload = _open(upload_id, member_id)
    found = found_in(upload)
    if found is None:
        raise NotNow
    named = {str(field): place for field, place in places.items()}
    document = upload.unseal()
    document["choices"] = {
        "sheet": found.sheet,
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "line": found.line,
        "places": named,
    }
    upload.seal(document)
    if named != found.places:
        _remember(document["shape"], named, member_id)
    service.want_plan(upload)


def _remember(shape: str, places: dict[str, int], member_id: int) -> None:
    known = queries.find_mapping(shape)
    if known is not None:
        known.places, known.member_id, known.saved_at = places, member_id, clock.now()
        return
    try:
        with db.session.begin_nested():
            db.session.add(IntakeMapping(shape=shape, places=places, member_id=member_id))
    except IntegrityError:
        pass  # somebody has mapped a file of this shape at the same moment: the next one is theirs


def _open(upload_id: int, member_id: int) -> IntakeUpload:
    upload = queries.get_own_for_change(upload_id, member_id)
    if step_of(queries.facts(upload)) not in _OPEN:
        raise NotNow
    return upload


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SHOWN else cell[: LONGEST_SHOWN - 1] + "…"
