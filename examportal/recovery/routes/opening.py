"""Opening a case from a person's card, and saying whom a stranger's case is about."""

from flask import abort, flash

from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.recovery import rules, service
from examportal.recovery.forms import MatchForm, OpeningForm
from examportal.recovery.queries import CaseUnknown
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.routes.showing import CASE, do, me, show, to
from examportal.register import queries as register
from examportal.register.entries.queries import PersonUnknown, get_record
from examportal.web.forms import Page, form_page
from examportal.web.guard import staff_only


@blueprint.route("/biuro/osoby/<int(max=2147483647):examiner_id>/sprawa", methods=["GET", "POST"])
@staff_only(Permission.HANDLE_CASES)
def open_for(examiner_id: int) -> Page:
    """Open a case for somebody on the phone or at the counter."""
    form = OpeningForm()
    try:
        person = get_record(examiner_id)
        if not form.validate_on_submit():
            return form_page("recovery/open.html", form, person=person)
        with transaction():
            opened = service.open_case(form.told(examiner_id), me()).id
    except PersonUnknown:
        abort(404)
    except rules.AlreadyOpen as running:
        flash("Ta osoba ma już otwartą sprawę. Oto ona – drugiej nie otwieramy.")
        return to(running.case_id)
    flash("Sprawa jest otwarta. Podaj tej osobie numer sprawy i zapisz dowody.", "success")
    return to(opened)


@blueprint.post(f"{CASE}/osoba")
@staff_only(Permission.HANDLE_CASES)
def match(case_id: int) -> Page:
    """Say whom a case is about."""
    form = MatchForm()
    if not form.validate_on_submit():
        return show(case_id, form)
    found = register.find_by_login_or_number(form.text("query"))
    if found is None:
        form.refuse("W ewidencji nie ma nikogo z takim numerem. Sprawdź cyfry.", "query")
        return show(case_id, form)
    meant = found.unified_into or found.id
    try:
        return do(case_id, lambda actor: service.match(case_id, meant, actor), "Wiadomo już, kogo dotyczy sprawa.")
    except rules.AlreadyOpen as running:
        flash("Ta osoba ma już otwartą sprawę: tę. Drugą możesz zakończyć jako podwójną.", "warning")
        return to(running.case_id)
    except (PersonUnknown, CaseUnknown):
        abort(404)
