"""Letters: what waits, what did not arrive and why; pausing; the words for what servers answer."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff import queries as staff
from examportal.accounts.staff.rules import Permission, staff_ids
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.mail.advice import service as advice
from examportal.mail.advice.queries import own_advice
from examportal.mail.bounces.queries import tallies_since
from examportal.mail.pausing import queries as pauses
from examportal.mail.pausing import service as pausing
from examportal.mail.pausing.service import AlreadyPaused, NotPaused
from examportal.mail.queries import late_failures
from examportal.mail.traffic.queries import queue, traffic_since
from examportal.office import letter_words
from examportal.office.happenings import party_words
from examportal.office.letter_forms import AdviceForm, PauseForm, UnwordForm
from examportal.office.routes import Page
from examportal.web.forms import PRESSED_TOO_LATE, PortalForm, form_page, form_was_sent
from examportal.web.guard import staff_only

blueprint = Blueprint("letters", __name__)

LOOK_BACK = timedelta(days=7)
MOST_PROVIDERS, MOST_FAILURES = 20, 50


@blueprint.get("/biuro/listy")
@staff_only(Permission.SEE_PEOPLE)
def overview() -> Page:
    """Show what waits and what became of the letters of late."""
    return _overview(PauseForm(formdata=None))


@blueprint.post("/biuro/listy/wstrzymanie")
@staff_only(Permission.MANAGE_LETTERS)
def pause() -> Page:
    """Hold letters back."""
    form = PauseForm()
    form.offer(_providers())
    if not form.validate_on_submit():
        return _overview(form)
    try:
        with transaction():
            pausing.pause(form.chosen(), form.text("reason"), _me())
    except AlreadyPaused:
        form.refuse("To wysyłanie jest już wstrzymane.", "provider")
        return _overview(form)
    flash("Wysyłanie wstrzymane. Listy czekają; ten, który właśnie wychodzi, jeszcze wyjdzie.", "success")
    return redirect(url_for("letters.overview"), 303)


@blueprint.post("/biuro/listy/wznowienie/<int(max=2147483647):pause_id>")
@staff_only(Permission.MANAGE_LETTERS)
def resume(pause_id: int) -> Page:
    """Let letters go again."""
    if not PortalForm().validate_on_submit():
        return _pressed_too_late("letters.overview")
    try:
        with transaction():
            pausing.resume(pause_id, _me())
    except NotPaused:
        flash("To wysyłanie nie jest już wstrzymane.", "warning")
    else:
        flash("Wysyłanie wznowione. Listy ruszają po kolei.", "success")
    return redirect(url_for("letters.overview"), 303)


@blueprint.get("/biuro/listy/objasnienia")
@staff_only(Permission.MANAGE_LETTERS)
def words() -> Page:
    """List the words for what servers answer."""
    own = {one.key for one in own_advice()}
    return render_template("office/letter_advice.html", known=advice.all_advice(), own=own, words=letter_words)


@blueprint.route("/biuro/listy/objasnienia/zmiana", methods=["GET", "POST"])
@staff_only(Permission.MANAGE_LETTERS)
def word() -> Page:
    """Word an answer; the address may name one to begin with."""
    form = AdviceForm(data=None if form_was_sent() else _begun())
    if not form.validate_on_submit():
        return form_page("office/word_advice.html", form)
    with transaction():
        advice.word(form.advice(), _me())
    flash("Objaśnienie zapisane. Widzą je już osoby, które czekają na list.", "success")
    return redirect(url_for("letters.words"), 303)


@blueprint.post("/biuro/listy/objasnienia/przywrocenie")
@staff_only(Permission.MANAGE_LETTERS)
def unword() -> Page:
    """Let the portal's own words hold again."""
    form = UnwordForm()
    if not form.validate_on_submit():
        return _pressed_too_late("letters.words")
    with transaction():
        there = advice.unword(form.text("pattern"), form.text("provider"), _me())
    if there:
        flash("Objaśnienie biura usunięte. Obowiązuje to, które portal ma od początku, jeśli je ma.", "success")
    else:
        flash("Tego objaśnienia już nie było.", "warning")
    return redirect(url_for("letters.words"), 303)


def _begun() -> dict[str, Any]:
    pattern, provider = request.args.get("odpowiedz", ""), request.args.get("dostawca", "")
    known = next((one for one in advice.all_advice() if one.key == (pattern, provider)), None)
    texts = {"label": known.label, "meaning": known.text} if known else {}
    return {"pattern": pattern, "provider": provider} | texts


def _providers() -> list[str]:
    now = clock.now()
    traffic = traffic_since(now - LOOK_BACK, queue(now).by_provider)
    return [one.provider for one in traffic[:MOST_PROVIDERS] if one.provider]


def _overview(form: PauseForm) -> Page:
    now = clock.now()
    waiting, in_force = queue(now), pauses.all_in_force()
    traffic = traffic_since(now - LOOK_BACK, waiting.by_provider)
    form.offer([one.provider for one in traffic[:MOST_PROVIDERS] if one.provider])
    names = staff.names_of(staff_ids(one.paused_by for one in in_force))
    failures = late_failures(now - LOOK_BACK, MOST_FAILURES)
    return form_page(
        "office/letters.html",
        form,
        queue=waiting,
        traffic=traffic[:MOST_PROVIDERS],
        other_providers=len(traffic[MOST_PROVIDERS:]),
        failures=list(zip(failures, advice.advice_on_each(failures), strict=True)),
        most=MOST_FAILURES,
        since=now - LOOK_BACK,
        pauses=[(one, party_words(one.paused_by, names)) for one in in_force],
        strays=tallies_since(clock.today() - LOOK_BACK).get("unknown", 0),
        unworded=advice.all_unworded(),
        words=letter_words,
        may_manage=presence.present().may(Permission.MANAGE_LETTERS),
    )


def _pressed_too_late(endpoint: str) -> Page:
    flash(PRESSED_TOO_LATE, "warning")
    return redirect(url_for(endpoint), 303)


def _me() -> Actor:
    return staff_actor(presence.present().member_id)
