"""Changes of their own data that examiners have reported: the list, files of it, and names compared with documents."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.intake.cells import read_date
from examportal.office.reported import listing
from examportal.office.reported.forms import ChangesForm, NameCheckForm
from examportal.office.reported.listing import Asked
from examportal.office.routes import Page
from examportal.office.routes.entries import me
from examportal.profile.changes import service, words
from examportal.profile.changes.queries import ChangeUnknown
from examportal.profile.changes.rules import NoNameToCheck
from examportal.web.downloads import KIND, hand_out
from examportal.web.forms import PRESSED_TOO_LATE, PortalForm, form_page, form_was_sent
from examportal.web.guard import staff_only
from examportal.web.lists import row_number

blueprint = Blueprint("reported_changes", __name__)


@blueprint.route("/biuro/zmiany", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def overview() -> Page:
    """Show what was reported, the last first; POST reads from which day on and leads to its page."""
    asked = _asked()
    form = ChangesForm.of(asked, sent=form_was_sent())
    if form.validate_on_submit():
        return redirect(url_for("reported_changes.overview", **_arguments(form.asked())), 303)
    lines, more = listing.page(asked, request.args.get("przed", type=row_number))
    facts = {"lines": lines, "more": more, "arguments": _arguments(asked)}
    return form_page("office/changes.html", form, **facts)


@blueprint.post(f"/biuro/zmiany/lista.{KIND}")
@staff_only(Permission.CORRECT_REGISTER)
def export(kind: str) -> Page:
    """Hand out everything that is asked for, with what was and what is."""
    asked = _asked()
    back = redirect(url_for("reported_changes.overview", **_arguments(asked)), 303)
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return back
    if kind == "xlsx" and listing.is_too_long(asked):
        flash(f"Ta lista ma więcej niż {listing.MOST_ROWS} zgłoszeń: pobierz ją jako CSV.", "warning")
        return back
    with transaction():
        listing.record_export(asked, kind, me())
    return hand_out(lambda write: listing.rows(asked, write), "zgloszone-zmiany", kind)


@blueprint.route("/biuro/zmiany/<int(max=2147483647):change_id>", methods=["GET", "POST"])
@staff_only(Permission.CORRECT_REGISTER)
def one(change_id: int) -> Page:
    """Show one change; POST notes that its name was compared with a document."""
    form = NameCheckForm()
    if not form.validate_on_submit():
        return _one(change_id, form)
    try:
        with transaction():
            service.check_name(change_id, form.text("note"), me())
    except ChangeUnknown:
        abort(404)
    except NoNameToCheck:
        flash("W tym zgłoszeniu nie ma już nazwiska do sprawdzenia. Niczego nie zmieniliśmy.")
    else:
        flash("Zapisane: nazwisko porównane z dokumentem. Egzaminator zobaczy to na swoim koncie.", "success")
    return redirect(url_for("reported_changes.one", change_id=change_id), 303)


def _one(change_id: int, form: NameCheckForm) -> Page:
    try:
        line = listing.line_of(change_id)
    except ChangeUnknown:
        abort(404)
    return form_page(
        "office/change.html", form, line=line, was_and_is=listing.was_and_is(line.change), parts=words.PARTS
    )


def _asked() -> Asked:
    return Asked(read_date(request.args.get("od", "")), request.args.get("nazwiska") == "1")


def _arguments(asked: Asked) -> dict[str, Any]:
    """Return what stands in the address of a list."""
    since = f"{asked.since:%d.%m.%Y}" if asked.since else None
    return {"od": since, "nazwiska": "1" if asked.unchecked else None}
