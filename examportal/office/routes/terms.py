"""The terms at the desk: their versions, the draft with its preview, publishing it, taking a publication back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.accounts.terms import queries, service
from examportal.accounts.terms.rules import FURTHEST, DayBeforeAnother, DayRefused, DayTooFar
from examportal.accounts.terms.service import ChangedMeanwhile, InForceAlready
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.office import terms
from examportal.office.routes import Page
from examportal.office.terms_forms import DraftForm, PublishForm
from examportal.web.filters import day, plural
from examportal.web.forms import PortalForm, form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("office_terms", __name__)
HOME = "/biuro/regulamin"
_CHANGED = "Ktoś w międzyczasie zapisał inny projekt. Twoja treść została w formularzu: porównaj je i zapisz."
_OTHER = "Projekt zmienił się albo został opublikowany, gdy ta strona była otwarta. Przeczytaj go jeszcze raz."


@blueprint.get(HOME)
@staff_only(Permission.EDIT_TERMS)
def overview() -> Page:
    """List the versions and lead to the draft."""
    return render_template("office/terms.html", shelf=terms.shelf())


@blueprint.route(f"{HOME}/projekt", methods=["GET", "POST"])
@staff_only(Permission.EDIT_TERMS)
def draft() -> Page:
    """Show the draft to write on; POST saves it, or shows how it will be read."""
    if request.method == "GET":
        now = service.open_draft()
        form = DraftForm(formdata=None, body=now.body, changes=now.changes, seen=str(now.edition))
        return form_page("office/terms_draft.html", form, preview=None)
    form = DraftForm()
    if not form.validate_on_submit():
        return form_page("office/terms_draft.html", form, preview=None)
    if request.form.get("act") == "podglad":
        return form_page("office/terms_draft.html", form, preview=form.text("body"))
    try:
        with transaction():
            service.save_draft(form.text("body"), form.text("changes"), _me(), seen=form.seen_edition)
    except ChangedMeanwhile:
        form.seen.data = str(service.open_draft().edition)
        form.refuse(_CHANGED)
        return form_page("office/terms_draft.html", form, preview=None)
    flash("Projekt zapisany. Egzaminatorzy zobaczą go dopiero po publikacji.", "success")
    return redirect(url_for("office_terms.overview"), 303)


@blueprint.route(f"{HOME}/publikacja", methods=["GET", "POST"])
@staff_only(Permission.EDIT_TERMS)
def publish() -> Page:
    """Show what is published, to how many people; POST publishes exactly that."""
    now = service.open_draft()
    if not now.edition:
        flash("Nie ma projektu do opublikowania. Najpierw napisz i zapisz nową wersję.")
        return redirect(url_for("office_terms.overview"), 303)
    form = PublishForm()
    if form.validate_on_submit():
        try:
            with transaction():
                made = service.publish(form.day, _me(), is_material=form.is_material, seen=form.seen_edition)
                told = f"Wersja {made.number} opublikowana, obowiązuje od {day(made.valid_from)}."
                asked = _asked(made.is_material)
        except DayRefused as refusal:
            form.refuse(_day_words(refusal), "valid_from")
        except ChangedMeanwhile:
            form.refuse(_OTHER)
        else:
            flash(f"{told} {asked}", "success")
            return redirect(url_for("office_terms.overview"), 303)
    form.seen.data = str(now.edition)
    facts = {"draft": now, "people": queries.count_active_accounts(), "is_first": not terms.shelf().has_standing}
    return form_page("office/terms_publish.html", form, **facts)


@blueprint.post(f"{HOME}/<int(max=2147483647):number>/cofniecie")
@staff_only(Permission.EDIT_TERMS)
def withdraw(number: int) -> Page:
    """Take a publication back before its day."""
    form = PortalForm()
    if not form.validate_on_submit():
        return render_template("office/terms.html", shelf=terms.shelf(), form=form), 422
    try:
        with transaction():
            service.withdraw(number, _me())
    except InForceAlready:
        flash("Tej publikacji nie można już cofnąć. Opublikuj zamiast niej nową wersję.", "warning")
    else:
        flash(f"Publikacja wersji {number} cofnięta. Nikt nie będzie o nią pytany.", "success")
    return redirect(url_for("office_terms.overview"), 303)


def _asked(is_material: bool) -> str:
    if not is_material:
        return "Kto potwierdził już regulamin, nie będzie pytany."
    people = queries.count_active_accounts()
    return f"Potwierdzi ją {people} {plural(people, 'osoba', 'osoby', 'osób')} z czynnym kontem."


def _day_words(refusal: DayRefused) -> str:
    if isinstance(refusal, DayBeforeAnother):
        return f"Poprzednia wersja obowiązuje od {day(refusal.day)}. Wpisz ten sam dzień albo późniejszy."
    if isinstance(refusal, DayTooFar):
        return f"Ten dzień jest bardzo odległy. Wpisz dzień do {day(clock.today() + FURTHEST)}."
    return f"Ten dzień już minął. Wpisz dzisiejszy dzień, {day(clock.today())}, albo późniejszy."


def _me() -> Actor:
    return staff_actor(presence.present().member_id)
