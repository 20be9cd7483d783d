"""The bar's pages: the portal's templates and forms over plain queries."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.wrappers import Response

from bench.bare.tables import Letter, Person, db
from examportal.accounts.forms import listed_password_rules
from examportal.accounts.rules import PRIVACY_NOTICE_VERSION
from examportal.config import settings
from examportal.core import clock
from examportal.core.pesel import normalise
from examportal.entrance.forms import REFUSED, SignInForm
from examportal.onboarding.forms import RegistrationForm
from examportal.onboarding.rules import CLAIM_LIFETIME, WARNING_BEFORE
from examportal.profile.forms import AddressForm
from examportal.profile.rules import ProfileData
from examportal.register.rules import normalise_number
from examportal.web.forms import PortalForm, form_page

Page = str | Response | tuple[str, int]
entrance, onboarding, profile = (Blueprint(name, __name__) for name in ("entrance", "onboarding", "profile"))


@dataclass(frozen=True)
class Link:
    """A link as the templates ask for it."""

    expires_at: datetime
    letter: Letter | None = None


def hasher() -> PasswordHasher:
    """Return the same argon2 as the portal's."""
    return PasswordHasher(time_cost=settings().hash_rounds, memory_cost=settings().hash_memory_kib, parallelism=1)


@entrance.route("/", methods=["GET", "POST"])
def sign_in() -> Page:
    """Take PESEL and password or number."""
    form = SignInForm()
    if not form.validate_on_submit():
        return form_page("entrance/sign_in.html", form)
    person = db.session.scalar(select(Person).where(Person.pesel == normalise(form.text("login"))))
    fits = _fits(person, form.text("password"))
    if person is not None and fits and person.activated_at:
        login_user(person)
        return redirect(url_for("profile.overview"), 303)
    number = normalise_number(form.text("password"))
    if person is None or not any(own.active and own.registry_number == number for own in person.numbers):
        form.refuse(REFUSED)
        return form_page("entrance/sign_in.html", form)
    session["person"] = person.id
    return redirect(url_for("onboarding.profile_form"), 303)


_NOBODYS: list[str] = []


def _fits(person: Person | None, password: str) -> bool:
    if not _NOBODYS:
        _NOBODYS.append(hasher().hash("nobody's"))
    try:
        return hasher().verify((person and person.password_hash) or _NOBODYS[0], password)
    except VerificationError:
        return False


@entrance.get("/haslo", endpoint="forgotten")
@entrance.post("/wyloguj", endpoint="sign_out")
def not_here() -> Page:
    """Lead to the start: pages link here, but no measured road does."""
    return redirect(url_for("entrance.sign_in"), 303)


@onboarding.route("/rejestracja", methods=["GET", "POST"])
def profile_form() -> Page:
    """Show the profile form, or save it."""
    person = db.session.get_one(Person, session["person"])
    names = {"first_names": person.first_names, "last_name": person.last_name}
    form = RegistrationForm(data=None if request.method == "POST" else names)
    if form.validate_on_submit():
        _save(person, form)
        return redirect(url_for("onboarding.waiting"), 303)
    return form_page(
        "onboarding/profile_form.html",
        form,
        examiner=person,
        personal=person,
        numbers=person.numbers,
        rules=listed_password_rules(),
        hint=None,
        invited_at="",
        version=PRIVACY_NOTICE_VERSION,
        expires_at=clock.now() + CLAIM_LIFETIME,
        warn_after=CLAIM_LIFETIME - WARNING_BEFORE,
    )


def _save(person: Person, form: RegistrationForm) -> None:
    person.email = form.text("email")
    person.password_hash = hasher().hash(form.text("new_password"))
    person.profile = json.dumps(form.profile().to_document())
    link = url_for("onboarding.activation", token=_signer().dumps(person.id), _external=True)
    db.session.add(Letter(person_id=person.id, subject="Potwierdź swoje konto", text=f"Potwierdź konto: {link}"))
    db.session.commit()


@onboarding.get("/rejestracja/poczta")
def waiting() -> Page:
    """Show where the letter went."""
    person = db.session.get_one(Person, session["person"])
    letter = db.session.scalar(select(Letter).where(Letter.person_id == person.id).order_by(Letter.id.desc()))
    link = Link(clock.now() + CLAIM_LIFETIME, letter)
    waits = {"state": "queued", "server": None, "facts": {"hold": None}}  # nobody delivers here
    facts: dict[str, Any] = {"address": person.email, "masked": False, "hint": None, "link": link, "unreached": False}
    facts |= {"letter": waits, "advice": None, "now": clock.now()}
    return form_page(
        "onboarding/waiting.html", AddressForm(formdata=None), refusal=None, restart_refused=False, **facts
    )


@onboarding.post("/rejestracja/poczta/ponownie", endpoint="resend")
@onboarding.post("/rejestracja/poczta/adres", endpoint="change_address")
@onboarding.post("/rejestracja/od-nowa", endpoint="start_again")
def not_here_either() -> Page:
    """Lead back, as above."""
    return redirect(url_for("onboarding.waiting"), 303)


@onboarding.route("/aktywacja/<token>", methods=["GET", "POST"])
def activation(token: str) -> Page:
    """Show what the link opens; POST activates."""
    person = db.session.get_one(Person, _signer().loads(token))
    form = PortalForm()
    if form.validate_on_submit():
        person.activated_at = clock.now()
        db.session.commit()
        flash("Konto jest aktywne. Zaloguj się numerem PESEL i hasłem z formularza.")
        return redirect(url_for("entrance.sign_in"), 303)
    return form_page("onboarding/activation.html", form, state="valid", link=Link(clock.now() + CLAIM_LIFETIME))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="activation")


@profile.get("/konto")
@login_required  # type: ignore[untyped-decorator] # Flask-Login ships no types
def overview() -> Page:
    """Show the account."""
    written = ProfileData.from_document(json.loads(current_user.profile))
    return render_template(
        "profile/overview.html",
        examiner=current_user,
        personal=current_user,
        numbers=current_user.numbers,
        account=current_user,
        profile=written,
        name_reported=False,
        accepted=(),
    )


@profile.get("/konto/historia", endpoint="show_history")
def no_history() -> Page:
    """Lead back: nothing is on record here."""
    return redirect(url_for("profile.overview"), 303)
