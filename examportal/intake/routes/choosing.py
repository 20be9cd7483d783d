"""How a file is read: a sample of its rows, which column holds what, and encoding, delimiter and sheet overruled."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.intake import pages
from examportal.intake.columns import Field, missing_fields
from examportal.intake.forms import columns_form, named_columns, reading_form
from examportal.intake.routes.showing import MOVED_ON, own
from examportal.intake.uploads import choosing, queries, words
from examportal.intake.uploads.choosing import Found
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.queries import UploadUnknown
from examportal.intake.uploads.rules import Step, step_of
from examportal.intake.uploads.service import NotNow
from examportal.web.forms import Page, PortalForm
from examportal.web.guard import staff_only

blueprint = Blueprint("intake_columns", __name__)
_STEPS = (Step.CHOOSING, Step.PLANNED, Step.REFUSED)
_DIGIT = re.compile(r"\d")
_PESEL_DIGITS, _PESEL_WITHOUT_ZEROS, _SHOWN_DIGITS = 11, 9, 5
_EXAMPLES = 3


@blueprint.route("/biuro/wczytaj/<int(max=2147483647):upload_id>/kolumny", methods=["GET", "POST"])
@staff_only(Permission.LOAD_REGISTER)
def columns(upload_id: int) -> Page:
    """Show a sample and ask which column holds what; POST has the plan made."""
    upload = own(upload_id)
    found = choosing.found_in(upload)
    if step_of(queries.facts(upload)) not in _STEPS:
        return _upload(upload_id)
    form = columns_form(found.headers if found else [], found.places if found else {})
    if not form.validate_on_submit():
        return _page(upload, found, form)
    places = named_columns(form)
    if form.problems:
        return _page(upload, found, form)
    try:
        with transaction():
            choosing.choose_columns(upload_id, presence.present().member_id, places)
    except NotNow:
        flash(MOVED_ON)
    return _upload(upload_id)


@blueprint.post("/biuro/wczytaj/<int(max=2147483647):upload_id>/odczyt")
@staff_only(Permission.LOAD_REGISTER)
def reading(upload_id: int) -> Page:
    """Read the file in another encoding, with another delimiter, from another sheet."""
    upload = own(upload_id)
    found = choosing.found_in(upload)
    form = reading_form(found)
    if not form.validate_on_submit():
        return _page(upload, found, form)
    chosen = {name: form.text(name) or None for name in ("sheet", "encoding", "delimiter") if name in form}
    try:
        with transaction():
            choosing.choose_reading(upload_id, presence.present().member_id, chosen)
    except UploadUnknown:
        abort(404)
    except NotNow:
        flash(MOVED_ON)
    return _upload(upload_id)


def _upload(upload_id: int) -> Page:
    return redirect(url_for("intake.upload", upload_id=upload_id), 303)


def _page(upload: IntakeUpload, found: Found | None, form: PortalForm) -> Page:
    """Draw the page; `form` is one of its two forms, the other one is fresh."""
    reads = request.endpoint == "intake_columns.reading"
    fresh = reading_form(found, fresh=True) if not reads else None
    mapping = columns_form(found.headers, found.places, fresh=True) if reads and found else None
    missing = [words.FIELDS[field] for field in missing_fields({Field(name) for name in found.places})] if found else []
    page = render_template(
        "intake/columns.html",
        form=form,
        columns_form=mapping or (form if not reads else None),
        reading_form=fresh or form,
        upload=upload,
        name=pages.name_of(upload),
        found=found,
        sample=_masked(found),
        examples=_examples(found),
        missing=missing,
        unknown=_unknown(found),
        words=words,
    )
    return page, 422 if form.problems else 200


def _masked(found: Found | None) -> list[tuple[int, list[str]]]:
    """Return the rows of the sample without what identifies somebody, however it is spaced and its column is called."""
    if found is None:
        return []
    field_at = {place: Field(name) for name, place in found.places.items()}
    return [
        (line, [_mask(field_at.get(place), cell) for place, cell in enumerate(cells)]) for line, cells in found.rows
    ]


def _mask(field: Field | None, cell: str) -> str:
    if field in (Field.PESEL, Field.DOCUMENT_NUMBER):
        return words.shown_cell(field, cell)
    digits = len(_DIGIT.findall(cell))
    may_be_pesel = digits == _PESEL_DIGITS or (field is None and digits >= _PESEL_WITHOUT_ZEROS)
    return _DIGIT.sub("*", cell, count=digits - _SHOWN_DIGITS) if may_be_pesel else cell


def _examples(found: Found | None) -> list[str]:
    """Return for each column some of what stands in it."""
    if found is None:
        return []
    rows = [cells for _, cells in _masked(found)]
    columns = [[cells[place] for cells in rows if place < len(cells)] for place in range(len(found.headers))]
    said = [list(dict.fromkeys(cell.strip() for cell in column if cell.strip()))[:_EXAMPLES] for column in columns]
    return [f"Na przykład: {', '.join(examples)}" if examples else "W próbce jest pusta." for examples in said]


def _unknown(found: Found | None) -> list[str]:
    """Return the headers of columns of which nothing is taken."""
    if found is None:
        return []
    taken = set(found.places.values())
    return [header.strip() for place, header in enumerate(found.headers) if place not in taken and header.strip()]
