"""The staff's door: password, second step, sign-out, and the start page behind it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examportal.accounts import line
from examportal.accounts import presence as examiners
from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission, Step, keys_of
from examportal.accounts.staff.service import sessions, sign_in
from examportal.accounts.staff.service.sign_in import Outcome
from examportal.accounts.steps.passkeys import party
from examportal.accounts.steps.queries import all_passkeys
from examportal.accounts.steps.rules import FEW_CODES, RECOVERY_CODES
from examportal.core import clock
from examportal.db import transaction
from examportal.office import desk, halfway
from examportal.office.forms import REFUSED, WRONG_CODE, CodeForm, SignInForm
from examportal.office.helping.cases import open_promises
from examportal.office.routes import Page
from examportal.throttle import service as throttle
from examportal.throttle.rules import Refuse
from examportal.web.forms import PortalForm, form_page, too_many, too_soon
from examportal.web.guard import public, staff_only
from examportal.web.headers import forget_in

blueprint = Blueprint("office", __name__)
halfway.lead(blueprint)


@blueprint.get("/biuro/")
@staff_only()
def start() -> Page:
    """Say who is signed in and where they may go."""
    here = presence.present()
    promises = open_promises() if here.may(Permission.HELP_PEOPLE) else None
    return render_template("office/start.html", places=desk.places_for(here), promises=promises, today=clock.today())


@blueprint.route("/biuro/logowanie", methods=["GET", "POST"], endpoint="sign_in")
@public
def take_password() -> Page:
    """Take address and password and lead on to the second step."""
    if request.method == "GET" and presence.find() is not None:
        return redirect(url_for("office.start"), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return form_page("office/sign_in.html", form, passkeys_work=party() is not None)
    attempt = sign_in.attempt_of(form.text("email"), request.remote_addr)
    with line.place() as taken:
        if not taken:
            return too_many("office/sign_in.html", form, line.RETRY_SECONDS, passkeys_work=party() is not None)
        with transaction():
            decision = throttle.count(attempt)
        if isinstance(decision, Refuse):
            return too_soon("office/sign_in.html", form, decision.seconds, passkeys_work=party() is not None)
        compared = sign_in.compare(form.text("email"), form.text("password"))
    with transaction():
        outcome = sign_in.enter_half(compared)
    if outcome.token is None:
        form.refuse(REFUSED)
        return form_page("office/sign_in.html", form, passkeys_work=party() is not None)
    with transaction():
        throttle.forgive(attempt)
    presence.begin_half(outcome.token)
    return halfway.go_on(outcome.step)


@blueprint.route("/biuro/kod", methods=["GET", "POST"])
@public
def second_step() -> Page:
    """Take a code of the app or a recovery code."""
    token, member_id = halfway.token_at(Step.CODE)
    form, has_key = CodeForm(), party() is not None and bool(all_passkeys(keys_of(member_id)))
    if not form.validate_on_submit():
        return form_page("office/second_step.html", form, has_key=has_key)
    decision = halfway.count_code(member_id)
    if isinstance(decision, Refuse):
        return too_soon("office/second_step.html", form, decision.seconds, has_key=has_key)
    with transaction():
        outcome = sign_in.pass_code(token, form.text("code"), examiners.running_here())
    if outcome.step is Step.REFUSED:
        form.refuse(WRONG_CODE, "code")
        return form_page("office/second_step.html", form, has_key=has_key)
    halfway.forgive_code(member_id)
    return let_in(outcome)


def let_in(outcome: Outcome) -> Page:
    """Let the browser in, or on to the recovery codes that are still to be kept."""
    if outcome.token is None:
        return halfway.go_on(outcome.step)
    presence.begin(outcome.token)
    left = outcome.codes_left
    if left is not None:
        advice = " Czas na nowe – przygotujesz je na stronie „Twoje konto”." if left <= FEW_CODES else ""
        flash(f"Ten kod zapasowy już nie zadziała. Zostało: {left} z {RECOVERY_CODES} kodów.{advice}", "warning")
    return redirect(url_for("office.start"), 303)


@blueprint.post("/biuro/wyloguj")
@staff_only()
def sign_out() -> Page:
    """End this browser's session."""
    if not PortalForm().validate_on_submit():
        return redirect(url_for("office.start"), 303)
    with transaction():
        sessions.end(presence.present().token)
    presence.end()
    flash("Wylogowaliśmy Cię z biura.")
    return forget_in(redirect(url_for("office.sign_in"), 303))
