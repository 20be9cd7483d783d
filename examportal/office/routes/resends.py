"""Activation letters sent again to many: the rounds, one of them, its trial, the rest, stopping, the result."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.mail.pausing.queries import all_in_force
from examportal.office import people
from examportal.office.people_forms import ids_in
from examportal.office.resends import pages, queries, service, words
from examportal.office.resends.queries import ResendUnknown
from examportal.office.resends.rules import TRIAL, WORK, step_of
from examportal.office.resends.service import NobodyChosen, NotNow
from examportal.office.routes import Page
from examportal.office.routes.people import NO_NAMES, search_form
from examportal.office.words import LETTER_STATES
from examportal.web.downloads import KIND, hand_out
from examportal.web.forms import PortalForm, form_page
from examportal.web.guard import staff_only
from examportal.web.lists import row_number

blueprint = Blueprint("resends", __name__)
ROUND = "/biuro/listy/ponowne/<int(max=2147483647):resend_id>"
LAST = 30
MOVED_ON = "Tymczasem coś się zmieniło, więc nic nie zrobiliśmy. Sprawdź liczby i naciśnij przycisk jeszcze raz."


@blueprint.get("/biuro/listy/ponowne")
@staff_only(Permission.HELP_PEOPLE)
def overview() -> Page:
    """List the last rounds."""
    return _overview(PortalForm(formdata=None))


@blueprint.post("/biuro/listy/ponowne/wybrane")
@staff_only(Permission.HELP_PEOPLE)
def start_chosen() -> Page:
    """Begin a round about people whose boxes were ticked."""
    form = PortalForm()
    if not form.validate_on_submit():
        return _overview(form)
    return _start({"people": ids_in(request.form.getlist("osoba"))}, form)


@blueprint.post("/biuro/listy/ponowne/pasujace")
@staff_only(Permission.HELP_PEOPLE)
def start_matching() -> Page:
    """Begin a round about everybody whom a search finds."""
    form = search_form()
    form.out_of_sight = True
    if not form.validate_on_submit():
        return _overview(form)
    wanted = people.named(form.text("query"), form.wanted())
    if wanted is None:
        form.refuse(NO_NAMES)
        return _overview(form)
    told = {"words": wanted.words, "state": wanted.state, "scope": wanted.scope, "import": wanted.import_id}
    return _start(told, form)


@blueprint.get(ROUND)
@staff_only(Permission.HELP_PEOPLE)
def show(resend_id: int) -> Page:
    """Show how far a round has come."""
    return _round(resend_id, PortalForm(formdata=None))


@blueprint.post(f"{ROUND}/proba")
@staff_only(Permission.HELP_PEOPLE)
def begin_trial(resend_id: int) -> Page:
    """Have the first letters posted."""
    return _confirm(resend_id, service.order_trial)


@blueprint.post(f"{ROUND}/reszta")
@staff_only(Permission.HELP_PEOPLE)
def send_rest(resend_id: int) -> Page:
    """Have the other letters posted."""
    return _confirm(resend_id, service.order_rest)


@blueprint.post(f"{ROUND}/wznowienie")
@staff_only(Permission.HELP_PEOPLE)
def go_on(resend_id: int) -> Page:
    """Go on after a stop."""
    return _confirm(resend_id, service.go_on)


@blueprint.post(f"{ROUND}/zatrzymanie")
@staff_only(Permission.HELP_PEOPLE)
def stop(resend_id: int) -> Page:
    """Post no more letters."""
    return _confirm(resend_id, lambda which, _people, actor: service.stop(which, actor))


@blueprint.get(f"{ROUND}/wynik.{KIND}")
@staff_only(Permission.HELP_PEOPLE)
def result(resend_id: int, kind: str) -> Response:
    """Hand out what came of a round, person by person."""
    _known(resend_id)
    return hand_out(partial(pages.result, resend_id), f"wysylka-{resend_id}", kind)


def _start(whom: Mapping[str, Any], form: PortalForm) -> Page:
    try:
        with transaction():
            resend_id = service.order(whom, presence.present().member_id, _me()).id
    except NobodyChosen:
        form.refuse("Nikogo nie zaznaczono. Wróć na stronę „Osoby” i zaznacz, do kogo wysłać list.")
        return _overview(form)
    return _here(resend_id)


def _confirm(resend_id: int, act: Callable[[int, int, Actor], None]) -> Page:
    _known(resend_id)
    form = PortalForm()
    if not form.validate_on_submit():
        return _round(resend_id, form)
    try:
        with transaction():
            act(resend_id, request.form.get("people", 0, type=row_number), _me())
    except NotNow:
        flash(MOVED_ON, "warning")
    return _here(resend_id)


def _known(resend_id: int) -> None:
    try:
        queries.get(resend_id)
    except ResendUnknown:
        abort(404)


def _here(resend_id: int) -> Response:
    return redirect(url_for("resends.show", resend_id=resend_id), 303)  # type: ignore[return-value]  # as Flask's own


def _me() -> Actor:
    return staff_actor(presence.present().member_id)


def _overview(form: PortalForm) -> Page:
    rounds = [(one, name, step_of(queries.facts(one))) for one, name in queries.newest(LAST)]
    return form_page("office/resends.html", form, rounds=rounds, steps=words.STEPS, trial=TRIAL)


def _round(resend_id: int, form: PortalForm) -> Page:
    try:
        shown = pages.show(resend_id)
    except ResendUnknown:
        abort(404)
    facts = {"steps": words.STEPS, "exclusions": words.EXCLUSIONS, "letters": LETTER_STATES, "paused": all_in_force()}
    page = render_template("office/resend.html", form=form, round=shown, at_work=shown.step in WORK, **facts)
    return page, 422 if form.problems else 200
