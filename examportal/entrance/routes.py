"""The door: sign-in, sign-out, forgotten password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from examportal.accounts import line, logins, presence, sessions, suspensions
from examportal.accounts import own_password as own_passwords
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.forms import ChangePasswordForm, NewPasswordForm, listed_password_rules
from examportal.accounts.passwords import hash_password
from examportal.accounts.rules import Consequence
from examportal.config import settings
from examportal.core.errors import LinkUnknown, Refusal
from examportal.core.pesel import normalise
from examportal.core.text import squeeze
from examportal.db import release, transaction
from examportal.entrance import service
from examportal.entrance.forms import (
    REFUSED,
    WRONG_PASSWORD,
    ForgottenForm,
    ForgottenLoginForm,
    ForgottenWithAddressForm,
    SignInForm,
)
from examportal.entrance.rules import Way
from examportal.entrance.second_step import routes as second_step
from examportal.entrance.service import Credentials, Here, Outcome
from examportal.onboarding.routes import enter_staircase
from examportal.profile.known import known_of
from examportal.throttle import service as throttle
from examportal.throttle.rules import (
    LOGIN_ASKERS,
    LOGIN_LETTERS,
    PASSWORD_ASKERS,
    PASSWORD_LETTERS,
    PROOFS,
    PROOFS_SLOW,
    Refuse,
    address_key,
)
from examportal.web.forms import Page, PortalForm, form_page, too_many, too_soon
from examportal.web.gates import before_gates
from examportal.web.guard import examiners_only, public
from examportal.web.headers import forget_in

blueprint = Blueprint("entrance", __name__)

_CLOSED = {
    Way.ALL_NUMBERS_REMOVED: "entrance/all_numbers_removed.html",
    Way.SUSPENDED: "entrance/suspended.html",
    Way.FROZEN: "entrance/frozen.html",
    Way.FIRST_LOGIN_CLOSED: "entrance/first_login_closed.html",
}

_AFTER_OBJECTION = {
    Consequence.FROZEN: "entrance.objection_froze",
    Consequence.SUSPENDED: "entrance.objection_taken",
}


@blueprint.route("/", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Take PESEL or login number and password (the first time: registry number) and lead on."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(url_for("profile.overview"), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return form_page("entrance/sign_in.html", form)
    credentials = Credentials(form.text("login"), form.text("password"))
    attempt = service.attempt_of(credentials, request.remote_addr, presence.device_token())
    with line.place(whatever_length=attempt.device is not None) as taken:
        if not taken:
            return too_many("entrance/sign_in.html", form, line.RETRY_SECONDS)
        with transaction():
            holder = service.count(attempt, credentials)
        if isinstance(holder, Refuse):
            return too_soon("entrance/sign_in.html", form, holder.seconds)
        compared = service.compare(credentials, holder)
    with transaction():
        here = Here(presence.this_browser(), presence.running_here(), presence.halfway_token())
        outcome = service.sign_in(attempt, compared, here)
    if outcome.way is Way.REFUSED:
        form.refuse(REFUSED)
        return form_page("entrance/sign_in.html", form)
    return _lead_on(outcome)


def _lead_on(outcome: Outcome) -> Page:
    if outcome.arrival is not None:
        return presence.let_in(outcome.arrival)
    if outcome.token is None:
        return render_template(_CLOSED[outcome.way], last_day=settings().first_login_until), 403
    if outcome.way is Way.SECOND_STEP:
        return second_step.lead_to(outcome.token)
    enter_staircase(outcome.token)
    view = "onboarding.profile_form" if outcome.way is Way.FIRST_LOGIN else "onboarding.waiting"
    return redirect(url_for(view), 303)


@blueprint.post("/wyloguj")
@examiners_only
@before_gates
def sign_out() -> Page:
    """End this browser's session."""
    gone = redirect(url_for("entrance.sign_in"), 303)
    if not PortalForm().validate_on_submit():
        return gone
    with transaction():
        accounts.end_session(presence.present().token)
    presence.end()
    flash("Wylogowaliśmy Cię. Do zobaczenia!")
    return forget_in(gone)


@blueprint.route("/haslo", methods=["GET", "POST"])
@public
def forgotten() -> Page:
    """Take the PESEL or login number of whoever forgot the password, and the address if it is asked or given.

    The answer is the same for everybody.
    """
    form = ForgottenWithAddressForm() if settings().reset_asks_email else ForgottenForm()
    if not form.validate_on_submit():
        return form_page("entrance/forgotten.html", form)
    login = normalise(form.text("login"))
    with transaction():
        decision = throttle.count_event({PASSWORD_LETTERS: login, PASSWORD_ASKERS: address_key(request.remote_addr)})
    if isinstance(decision, Refuse):
        return too_soon("entrance/forgotten.html", form, decision.seconds)
    with transaction():
        accounts.ask_for_password(login, form.text("email"))
    return redirect(url_for("entrance.forgotten_sent"), 303)


@blueprint.get("/haslo/wyslane")
@public
def forgotten_sent() -> Page:
    """Say what happens next, whoever asked."""
    return render_template("entrance/forgotten_sent.html", minutes=settings().reset_minutes)


@blueprint.route("/przypomnij-login", methods=["GET", "POST"])
@public
def forgotten_login() -> Page:
    """Take the PESEL or e-mail address of whoever forgot the login number; the answer is the same for everybody."""
    form = ForgottenLoginForm()
    if not form.validate_on_submit():
        return form_page("entrance/forgotten_login.html", form)
    typed = squeeze(form.text("login")).lower()
    with transaction():
        decision = throttle.count_event({LOGIN_LETTERS: typed, LOGIN_ASKERS: address_key(request.remote_addr)})
    if isinstance(decision, Refuse):
        return too_soon("entrance/forgotten_login.html", form, decision.seconds)
    with transaction():
        logins.ask(typed)
    return redirect(url_for("entrance.forgotten_login_sent"), 303)


@blueprint.get("/przypomnij-login/wyslane")
@public
def forgotten_login_sent() -> Page:
    """Say what happens next, whoever asked."""
    return render_template("entrance/forgotten_login_sent.html")


@blueprint.route("/haslo/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> Page:
    """Show the form of a link from a letter; POST sets the password."""
    try:
        reset = keys.get_reset(token)
        accounts.check_reset(reset)
    except Refusal as refusal:
        return _dead_link(refusal)
    form = NewPasswordForm(own=known_of(keys.examiner_of(reset.account_id)))
    if not form.validate_on_submit():
        return form_page("entrance/new_password.html", form, rules=listed_password_rules(), expires_at=reset.expires_at)
    release()
    password_hash = hash_password(form.text("new_password"))
    try:
        with transaction():
            activated = service.set_forgotten_password(token, password_hash)
    except Refusal as refusal:
        return _dead_link(refusal)
    and_active = ", a konto jest aktywne" if activated else ""
    flash(f"Nowe hasło zapisane{and_active}. Zaloguj się numerem PESEL albo loginem i nowym hasłem.")
    return redirect(url_for("entrance.sign_in"), 303)


@blueprint.route("/konto/haslo", methods=["GET", "POST"])
@examiners_only
def own_password() -> Page:
    """Change the own password: this browser goes on under a new identifier, all others are signed out."""
    here = presence.present()
    form = ChangePasswordForm(own=known_of(here.examiner_id))
    facts = {"rules": listed_password_rules()}
    if not form.validate_on_submit():
        return form_page("entrance/own_password.html", form, **facts)
    counted = dict.fromkeys((PROOFS, PROOFS_SLOW), str(here.account_id))
    with transaction():
        decision = throttle.count_event(counted)
    if isinstance(decision, Refuse):
        return too_soon("entrance/own_password.html", form, decision.seconds, **facts)
    token = _changed(here, form)
    if token is None:
        form.refuse(WRONG_PASSWORD, "current_password")
        return form_page("entrance/own_password.html", form, **facts)
    with transaction():
        throttle.forgive_event(counted)
    presence.carry_on(token)
    flash("Nowe hasło zapisane. Na innych urządzeniach trzeba się zalogować jeszcze raz.", "success")
    return redirect(url_for("accounts.security"), 303)


def _changed(here: presence.SignedIn, form: ChangePasswordForm) -> str | None:
    """Compare, hash and record, in this order; a wrong present password leaves its trace."""
    stored = own_passwords.compare(here.examiner_id, form.text("current_password"))
    if stored is None:
        with transaction():
            sessions.note_refused_proof(here.examiner_id)
        return None
    password_hash = hash_password(form.text("new_password"))
    with transaction():
        return own_passwords.change(here.token, stored, password_hash, presence.browser())


def _dead_link(refusal: Refusal) -> Page:
    status = 404 if isinstance(refusal, LinkUnknown) else 410
    return render_template("entrance/dead_link.html", reason=type(refusal).__name__), status


@blueprint.route("/to-nie-ja/<token>", methods=["GET", "POST"])
@public
def objection(token: str) -> Page:
    """Show what the link of a notice does; POST closes the account's way in."""
    form = PortalForm()
    try:
        found = keys.get_objection(token)
        suspensions.check_objection(found)
        if not form.validate_on_submit():
            facts = {"consequence": suspensions.consequence_of(found), "minutes": settings().reset_minutes}
            return form_page("entrance/objection.html", form, reason=None, notice=found.notice, **facts)
        with transaction():
            consequence = suspensions.object_to(token)
    except Refusal as refusal:
        status = 404 if isinstance(refusal, LinkUnknown) else 410
        return render_template("entrance/objection.html", reason=type(refusal).__name__), status
    return redirect(url_for(_AFTER_OBJECTION[consequence]), 303)


@blueprint.get("/to-nie-ja/nowe-haslo")
@public
def objection_froze() -> Page:
    """Say that the account waits for the new password that a letter leads to."""
    return render_template("entrance/objection_froze.html", minutes=settings().reset_minutes)


@blueprint.get("/to-nie-ja/przyjete")
@public
def objection_taken() -> Page:
    """Say that the way in is closed now."""
    return render_template("entrance/objection_taken.html")
