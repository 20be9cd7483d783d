"""People of the register: the search, the card, and a PESEL shown for a reason."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.office import people, words
from examportal.office.diagnosis import facts as diagnosis
from examportal.office.helping.cases import case_of, timeline
from examportal.office.people import Found
from examportal.office.people_forms import RevealForm, SearchForm
from examportal.office.routes import Page
from examportal.profile.unifying.queries import find_kept, joined_to
from examportal.register.entries import service as entries
from examportal.register.entries.queries import PersonUnknown
from examportal.register.entries.rules import RevealReason
from examportal.web.forms import PortalForm, form_page
from examportal.web.guard import staff_only

blueprint = Blueprint("people", __name__)
ID = "<int(max=2147483647):examiner_id>"


@blueprint.route("/biuro/osoby", methods=["GET", "POST"])
@staff_only(Permission.SEE_PEOPLE)
def search() -> Page:
    """Ask whom to look for; POST, so that nothing of a person stands in an address."""
    form = SearchForm()
    if not form.validate_on_submit():
        return _search(form, None)
    found = people.search(form.text("query"))
    if found.exactly is not None:
        return card_of(found.exactly)
    return _search(form, found)


@blueprint.get(f"/biuro/osoby/{ID}")
@staff_only(Permission.SEE_PEOPLE)
def card(examiner_id: int) -> Page:
    """Show a person with all numbers."""
    return show_card(examiner_id, RevealForm(formdata=None))


@blueprint.post(f"/biuro/osoby/{ID}/pokaz-pesel")
@staff_only(Permission.HELP_PEOPLE)
def reveal(examiner_id: int) -> Page:
    """Show the PESEL once, on this very answer."""
    form = RevealForm()
    if not form.validate_on_submit():
        return show_card(examiner_id, form)
    try:
        with transaction():
            actor = staff_actor(presence.present().member_id)
            pesel = entries.reveal_pesel(examiner_id, RevealReason(form.text("reason")), actor)
    except PersonUnknown:
        abort(404)
    return show_card(examiner_id, RevealForm(formdata=None), revealed=pesel)


def _search(form: SearchForm, found: Found | None) -> Page:
    may_change = presence.present().may(Permission.CORRECT_REGISTER)
    facts: dict[str, Any] = {"most": people.MOST, "states": words.ACCOUNTS, "may_change": may_change}
    facts["unfound"] = diagnosis.why(form.text("query")).diagnosis if found and not found.by_name else None
    return form_page("office/people.html", form, found=found, **facts)


def card_of(examiner_id: int) -> Response:
    """Lead to the card of a person."""
    return redirect(url_for("people.card", examiner_id=examiner_id), 303)


def show_card(examiner_id: int, form: PortalForm, **shown_once: Any) -> Page:
    """Return the card; `form` is the one that was sent, `revealed` a PESEL and `contact` addresses in clear."""
    here = presence.present()
    try:
        shown = people.get_card(examiner_id)
    except PersonUnknown:
        kept = find_kept(examiner_id)
        return card_of(kept) if kept else abort(404)
    once = {"revealed": None, "contact": None} | shown_once
    facts = case_of(examiner_id, here, form)
    return form_page("office/person.html", form, card=shown, joined=joined_to(examiner_id), **facts, **once)


@blueprint.get(f"/biuro/osoby/{ID}/historia")
@staff_only(Permission.SEE_PEOPLE)
def history(examiner_id: int) -> Page:
    """Show everything that happened to a person, a page at a time."""
    if find_kept(examiner_id):
        return redirect(url_for("people.card", examiner_id=find_kept(examiner_id)), 303)
    try:
        shown = people.get_card(examiner_id)
    except PersonUnknown:
        abort(404)
    told = timeline(examiner_id, request.args.get("przed", type=int))
    return render_template("office/history.html", card=shown, told=told, states=words.ACCOUNTS)
