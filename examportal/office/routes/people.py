"""People of the register: the search, the card, and a PESEL shown for a reason."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import transaction
from examportal.office import people, words
from examportal.office.diagnosis import facts as diagnosis
from examportal.office.finding import listing
from examportal.office.helping import service
from examportal.office.helping.cases import case_of, timeline
from examportal.office.helping.rules import AlreadyDone
from examportal.office.people import Found
from examportal.office.people_forms import RevealForm, SearchForm, ids_in
from examportal.office.reported.listing import marks_of
from examportal.office.routes import Page
from examportal.office.season.queries import merged_imports
from examportal.profile.unifying.queries import find_kept, joined_to
from examportal.register.entries.queries import PersonUnknown
from examportal.register.entries.rules import RevealReason
from examportal.register.queries import scopes_by_code
from examportal.web.downloads import KIND, hand_out
from examportal.web.filters import moment
from examportal.web.forms import PortalForm, form_page, form_was_sent
from examportal.web.guard import staff_only
from examportal.web.lists import row_number

blueprint = Blueprint("people", __name__)
CODE_FIRST = (
    "Rozmówcy możesz to powiedzieć dopiero, gdy potwierdzi, że to jego konto. Poproś o kod autoryzujący i wpisz go na "
    "tej karcie."
)
NO_NAMES = "Tu wpisz nazwisko lub imię albo zostaw puste pole: po numerze, adresie i telefonie nie ma całej listy."
ID = "<int(max=2147483647):examiner_id>"


@blueprint.route("/biuro/osoby", methods=["GET", "POST"])
@staff_only(Permission.SEE_PEOPLE)
def search() -> Page:
    """Ask whom to look for; what is typed comes by POST, so that nothing of a person stands in an address.

    A state, a scope or a file may stand there: links of other pages lead to lists.
    """
    form = search_form()
    if not form_was_sent():
        form.fill_in(request.args)
        listed = not form.wanted().is_empty
        return _search(form, people.search("", form.wanted(), form.place()) if listed else None)
    if not form.validate_on_submit() or form.asks_for_nothing():
        return _search(form, None)
    found = people.search(form.text("query"), form.wanted(), form.place())
    if found.exactly is not None:
        return card_of(found.exactly)
    return _search(form, found)


@blueprint.post(f"/biuro/osoby/lista.{KIND}")
@staff_only(Permission.SEE_PEOPLE)
def export(kind: str) -> Page:
    """Hand out everybody whom the search has found."""
    form = search_form()
    if not form.validate_on_submit() or form.asks_for_nothing():
        return _search(form, None)
    wanted = people.named(form.text("query"), form.wanted())
    if wanted is None:
        form.refuse(NO_NAMES, "query")
        return _search(form, None)
    if kind == "xlsx" and listing.is_too_long(wanted):
        form.refuse(f"Ta lista ma więcej niż {listing.MOST_ROWS} osób: pobierz ją jako CSV.")
        return _search(form, None)
    with transaction():
        listing.record_export(wanted, kind, staff_actor(presence.present().member_id))
    return hand_out(lambda write: listing.rows(wanted, write), "lista-osob", kind)


@blueprint.get("/biuro/osoby/wybrane")
@staff_only(Permission.SEE_PEOPLE)
def chosen() -> Page:
    """Show the people whose boxes were ticked; what can be done for several begins here."""
    ids = ids_in(request.args.getlist("osoba"))
    may_help = presence.present().may(Permission.HELP_PEOPLE)
    return render_template(
        "office/chosen.html", people=people.listed(ids), today=clock.today(), states=words.ACCOUNTS, may_help=may_help
    )


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
            actor, told = presence.present().actor, bool(form.pesel_told.data)
            pesel = service.reveal_pesel(examiner_id, RevealReason(form.text("reason")), actor, told=told)
    except PersonUnknown:
        abort(404)
    except ProofNeeded:
        form.refuse(CODE_FIRST, "pesel_told")
        return show_card(examiner_id, form)
    return show_card(examiner_id, RevealForm(formdata=None), revealed=pesel)


def search_form() -> SearchForm:
    """Return the form of the search, with all that it offers."""
    return SearchForm(scopes_by_code(), merged_imports())


def _search(form: SearchForm, found: Found | None) -> Page:
    typed = form.text("query")
    unknown = found is not None and not found.people and people.may_be_number(typed)
    return form_page(
        "office/people.html",
        form,
        found=found,
        today=clock.today(),
        states=words.ACCOUNTS,
        may_change=presence.present().may(Permission.CORRECT_REGISTER),
        may_help=presence.present().may(Permission.HELP_PEOPLE),
        unfound=diagnosis.why(typed).diagnosis if unknown else None,
    )


def done_already(examiner_id: int, done: AlreadyDone) -> Response:
    """Return to the card, which says when somebody of the staff did it."""
    flash(f"Już zrobione {moment(done.at)}. Teraz niczego nie powtórzyliśmy.")
    return card_of(examiner_id)


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
    marks = marks_of(examiner_id)
    return form_page(
        "office/person.html", form, card=shown, joined=joined_to(examiner_id), marks=marks, **facts, **once
    )


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
    told = timeline(examiner_id, request.args.get("przed", type=row_number))
    return render_template("office/history.html", card=shown, told=told, states=words.ACCOUNTS)
