"""Mistakes in the register: what may be reported, the report itself, and what the office said."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from examportal.accounts.drafts.late import answers_waiting, keeps_answers
from examportal.accounts.presence import present
from examportal.db import transaction
from examportal.profile.corrections import queries, service, words
from examportal.profile.corrections.forms import CorrectionForm, form_for
from examportal.profile.corrections.queries import ReportUnknown
from examportal.profile.corrections.rules import AlreadyClosed, AlreadyReported, NotToReport, read_about
from examportal.register.entries.queries import get_record
from examportal.throttle import service as throttle
from examportal.throttle.rules import CORRECTION_REPORTS, Refuse
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm, form_page, too_soon
from examportal.web.guard import examiners_only

blueprint = Blueprint("corrections", __name__)
AT_ONCE = 50
_TEMPLATE = "profile/correction.html"


@blueprint.get("/konto/poprawki")
@examiners_only
def overview() -> Page:
    """Show what may be reported, and what was."""
    found = get_record(present().examiner_id)
    reports = queries.own_reports(found.examiner_id, AT_ONCE)
    facts = {"topics": words.TOPICS, "outcomes": words.OUTCOMES}
    return render_template("profile/corrections.html", record=found, reports=reports, **facts)


@blueprint.route("/konto/poprawki/<about>/zgloszenie", methods=["GET", "POST"])
@examiners_only
@keeps_answers(CorrectionForm)
def report(about: str) -> Page:
    """Ask what should stand in a field of the register, or report it."""
    examiner_id = present().examiner_id
    try:
        which = read_about(about)
        stands = service.present_of(examiner_id, which)
    except NotToReport:
        abort(404)
    form = form_for(which.topic, answers_waiting())
    facts = {"present": stands, "topic": words.TOPICS[which.topic]}
    if not form.validate_on_submit():
        return form_page(_TEMPLATE, form, **facts)
    with transaction():
        decision = throttle.count_event({CORRECTION_REPORTS: str(examiner_id)})
    if isinstance(decision, Refuse):
        return too_soon(_TEMPLATE, form, decision.seconds, **facts)
    proposed = form.text("proposed") if "proposed" in form else ""
    try:
        with transaction():
            service.report(examiner_id, which, proposed, form.text("reason"))
    except AlreadyReported:
        flash("To zgłoszenie już czeka na komisję. Jeśli chcesz je zmienić, wycofaj je i napisz nowe.")
    else:
        flash("Zgłoszenie jest u komisji. Gdy odpowie, napiszemy na Twój adres e-mail.", "success")
    return redirect(url_for("corrections.overview"), 303)


@blueprint.post("/konto/poprawki/<int(max=2147483647):report_id>/wycofanie")
@examiners_only
def withdraw(report_id: int) -> Page:
    """Take an own report back."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return redirect(url_for("corrections.overview"), 303)
    try:
        with transaction():
            service.withdraw(report_id, present().examiner_id)
    except ReportUnknown:
        abort(404)
    except AlreadyClosed:
        flash("To zgłoszenie jest już zamknięte.")
    else:
        flash("Zgłoszenie wycofane.", "success")
    return redirect(url_for("corrections.overview"), 303)
