"""Mistakes in the register that examiners have reported: what waits, and the office's answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.office.happenings import event_words
from examportal.office.reported import correcting
from examportal.office.reported.forms import AcceptanceForm, RefusalForm
from examportal.office.routes import Page
from examportal.office.routes.entries import me
from examportal.profile.corrections import service
from examportal.profile.corrections.queries import ReportUnknown, answers_to
from examportal.profile.corrections.rules import AlreadyClosed, ChangeDoesNotAnswer, Report, Topic
from examportal.profile.corrections.words import TOPICS
from examportal.web.forms import PRESSED_TOO_LATE, PortalForm, form_page
from examportal.web.guard import staff_only
from examportal.web.lists import row_number

blueprint = Blueprint("reported_corrections", __name__)
blueprint.add_app_template_filter(event_words, "event_words")
_REPORT = "<int(max=2147483647):report_id>"
_WAYS = {
    Topic.PESEL: "person_entries.correct_pesel",
    Topic.BIRTH_DATE: "person_entries.correct_pesel",
    Topic.DOCUMENT: "person_entries.correct_document",
    Topic.NUMBER: "person_entries.correct_number",
    Topic.NOT_MINE: "entries.remove_number",
    Topic.NUMBER_MISSING: "entries.add_number",
}


@blueprint.get("/biuro/poprawki")
@staff_only(Permission.CORRECT_REGISTER)
def overview() -> Page:
    """Show the reports that wait, the oldest first."""
    lines, more = correcting.page(request.args.get("po", 0, type=row_number))
    return form_page("office/corrections.html", PortalForm(formdata=None), lines=lines, more=more, topics=TOPICS)


@blueprint.get(f"/biuro/poprawki/{_REPORT}")
@staff_only(Permission.CORRECT_REGISTER)
def one(report_id: int) -> Page:
    """Show one report, and which changes of the register may answer it."""
    return _one(report_id, RefusalForm(formdata=None))


@blueprint.post(f"/biuro/poprawki/{_REPORT}/przyjecie")
@staff_only(Permission.CORRECT_REGISTER)
def accept(report_id: int) -> Page:
    """Close a report with the change that answers it."""
    form = AcceptanceForm()
    if not form.validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return _back(report_id)
    said = "Zgłoszenie zamknięte jako poprawione. Egzaminator dostanie list."
    return _answer(report_id, lambda actor: service.accept(report_id, form.change_id(), actor), said)


@blueprint.post(f"/biuro/poprawki/{_REPORT}/odmowa")
@staff_only(Permission.CORRECT_REGISTER)
def refuse(report_id: int) -> Page:
    """Close a report with the reason why nothing is corrected."""
    form = RefusalForm()
    if not form.validate_on_submit():
        return _one(report_id, form)
    said = "Odpowiedź zapisana. Egzaminator dostanie list i przeczyta ją na swoim koncie."
    return _answer(report_id, lambda actor: service.refuse(report_id, form.text("answer"), actor), said)


def _answer(report_id: int, act: Callable[[Actor], None], said: str) -> Page:
    try:
        with transaction():
            act(me())
    except ReportUnknown:
        abort(404)
    except AlreadyClosed:
        flash("To zgłoszenie jest już zamknięte. Niczego nie zmieniliśmy.")
    except ChangeDoesNotAnswer:
        flash("Ta zmiana nie odpowiada na to zgłoszenie. Niczego nie zapisaliśmy.", "warning")
    else:
        flash(said, "success")
    return _back(report_id)


def _one(report_id: int, form: PortalForm) -> Page:
    try:
        line = correcting.line_of(report_id)
    except ReportUnknown:
        abort(404)
    way = _way(line.report) if line.person else None
    facts = {"answers": answers_to(line.report), "topics": TOPICS, "outcomes": correcting.OUTCOMES}
    return form_page("office/correction.html", form, line=line, way=way, **facts)


def _way(report: Report) -> str:
    """Return the page on which the register is corrected."""
    number = report.about.qualification_id
    of_number: dict[str, Any] = {"qualification_id": number} if number else {}
    return url_for(_WAYS[report.about.topic], examiner_id=report.examiner_id, zgloszenie=report.id, **of_number)


def _back(report_id: int) -> Page:
    return redirect(url_for("reported_corrections.one", report_id=report_id), 303)
