"""The staircase: profile form, waiting page, activation."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, session, url_for

from examportal.accounts import queries as keys
from examportal.accounts.drafts import waiting as waiting_answers
from examportal.accounts.forms import listed_password_rules
from examportal.accounts.passwords import hash_password
from examportal.accounts.rules import PRIVACY_NOTICE_VERSION
from examportal.accounts.service import AccountExists
from examportal.core import clock
from examportal.core.errors import LinkReplaced, LinkUsed, Refusal
from examportal.db import release, transaction
from examportal.mail.advice.service import advice_on
from examportal.mail.queries import get_record
from examportal.mail.rules import UNREACHED
from examportal.onboarding import invited, limits, queries, refusals, rules, service
from examportal.onboarding.forms import RegistrationForm
from examportal.onboarding.models import Claim
from examportal.onboarding.rules import LinkState, Proof
from examportal.onboarding.service import ClaimEnded, ProofTooWeak, Registration
from examportal.profile.forms import AddressForm
from examportal.profile.known import known_of
from examportal.profile.rules import likely_address
from examportal.register import queries as register
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData
from examportal.throttle.rules import ADDRESS_CHANGES, LETTER_PAUSE, LETTERS, RESTARTS, Limit, Refuse
from examportal.web.forms import Page, PortalForm, form_page, form_was_sent
from examportal.web.guard import is_watching, public

blueprint = Blueprint("onboarding", __name__)

_CLAIM = "claim"
_STATUS = {LinkState.UNKNOWN: 404, LinkState.EXPIRED: 410, LinkState.REPLACED: 410, LinkState.SUSPENDED: 403}


def enter_staircase(token: str) -> None:
    """Give the browser a fresh cookie for a claim; answers that wait and an invitation stay within reach."""
    invited.keep_through(waiting_answers.clear_session)
    session[_CLAIM] = token


@blueprint.route("/rejestracja", methods=["GET", "POST"])
@public
def profile_form() -> Page:
    """Show the profile form of a first sign-in, or save it."""
    claim = _find_claim()
    if claim is None:
        return _come_back() if form_was_sent() else _start_over()
    account = keys.find_account(claim.examiner_id)
    if account is not None and account.withdrawn_at is None:
        return _saved_before()
    examiner = register.get_examiner(claim.examiner_id)
    form = RegistrationForm(data=None if form_was_sent() else _ready_answers(examiner), own=known_of(examiner.id))
    is_right = form.validate_on_submit()
    if is_right and limits.mailbox_has_room(form):
        return _save(form)
    if not is_right:
        refusals.count_once(form.broken_rules())
    return form_page(
        "onboarding/profile_form.html",
        form,
        examiner=examiner,
        personal=PersonalData.from_document(examiner.unseal()),
        numbers=register.all_numbers(examiner.id),
        rules=listed_password_rules(),
        hint=likely_address(form.email.data or ""),
        invited_at=invited.address_for(examiner.id),
        version=PRIVACY_NOTICE_VERSION,
        expires_at=claim.expires_at,
        warn_after=claim.expires_at - clock.now() - rules.WARNING_BEFORE,
    )


def _save(form: RegistrationForm) -> Page:
    release()
    password_hash = hash_password(form.text("new_password"))
    registration = Registration(form.text("email"), password_hash, form.profile(), invited.token_here())
    try:
        with transaction():
            claim = _find_claim()
            if claim is None:
                return _start_over()
            works = service.register_account(claim, registration)
    except AccountExists:
        return _saved_before()
    except ClaimEnded:
        return _start_over()
    return invited.welcome() if works else redirect(url_for("onboarding.waiting"), 303)


def _ready_answers(examiner: Examiner) -> dict[str, Any]:
    """Fill in what whoever knows PESEL and number may see: the names; and what this very browser has typed before.

    Also the address of a mailbox that this browser has shown to read.
    """
    names = {"first_names": examiner.first_names, "last_name": examiner.last_name}
    names |= {"email": invited.address_for(examiner.id) or ""}
    return names | waiting_answers.answers_for(examiner.id)


def _come_back() -> Page:
    """Keep the answers of a form that was sent after its time and lead through the door back to it."""
    token = session.get(_CLAIM)
    late = queries.find_expired_claim(token, clock.now()) if token else None
    if late is None or not waiting_answers.keep(late.examiner_id, RegistrationForm()):
        return _start_over()
    session.pop(_CLAIM)
    flash("Minęło dużo czasu, więc zaloguj się jeszcze raz. Twoje odpowiedzi czekają – wpiszesz tylko hasło.")
    return redirect(url_for("entrance.sign_in"), 303)


def _saved_before() -> Page:
    if form_was_sent():
        flash("Ten formularz był już wysłany, więc zostawiliśmy dane z pierwszego wysłania.")
    return redirect(url_for("onboarding.waiting"), 303)


@blueprint.get("/rejestracja/poczta")
@public
def waiting() -> Page:
    """Show where the activation letter went; a page that only watches is told when there is another one to open.

    It is told so without words: those of the redirect shall be read by the person and not by a script.
    """
    if is_watching() and not _still_waits():
        return "", 204
    return _waiting_page(AddressForm(formdata=None))


def _still_waits() -> bool:
    claim = _find_claim()
    account = keys.find_account(claim.examiner_id) if claim else None
    return account is not None and account.activated_at is None and account.withdrawn_at is None


@blueprint.post("/rejestracja/poczta/ponownie")
@public
def resend() -> Page:
    """Post another activation letter."""
    instead = _press(service.resend, LETTER_PAUSE, LETTERS)
    if instead is not None:
        return instead
    flash("List jest znowu w drodze. Wcześniejsze linki też działają do swojego terminu.")
    return redirect(url_for("onboarding.waiting"), 303)


@blueprint.post("/rejestracja/poczta/adres")
@public
def change_address() -> Page:
    """Send the activation letter to another address."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _waiting_page(form)
    claim = _find_claim()
    if claim is not None and claim.proof != Proof.OWN_PASSWORD:  # before counting: a stranger uses up nobody's chances
        return _proof_too_weak()
    decision = limits.count(claim, ADDRESS_CHANGES)
    if isinstance(decision, Refuse):
        return _too_often(decision, form)
    if not limits.mailbox_has_room(form):
        return _waiting_page(form)
    instead = _with_claim(lambda claim: service.change_address(claim, form.text("email")))
    if instead is not None:
        return instead
    flash("Adres zmieniony, list jest w drodze. Linki wysłane na poprzedni adres już nie działają.")
    return redirect(url_for("onboarding.waiting"), 303)


@blueprint.post("/rejestracja/od-nowa")
@public
def start_again() -> Page:
    """Withdraw a registration that is not active yet and show the form anew."""
    instead = _press(service.start_again, RESTARTS)
    if instead is not None:
        return instead
    flash("Możesz wypełnić formularz od nowa. Poprzednie hasło, adres i linki już się nie liczą.")
    return redirect(url_for("onboarding.profile_form"), 303)


def _press(act: Callable[[Claim], None], *counted: Limit) -> Page | None:
    """Do what a button of the waiting page stands for; return where to go instead when that cannot be."""
    if not PortalForm().validate_on_submit():
        return _pressed_too_late()
    decision = limits.count(_find_claim(), *counted)
    if isinstance(decision, Refuse):
        return _too_often(decision, AddressForm(formdata=None))
    return _with_claim(act)


def _proof_too_weak() -> Page:
    flash("Aby zmienić adres, zaloguj się hasłem z formularza albo zacznij od nowa.", "warning")
    return redirect(url_for("onboarding.waiting"), 303)


def _with_claim(act: Callable[[Claim], None]) -> Page | None:
    """Act on the browser's claim in one transaction; return where to go instead when that is no longer possible."""
    try:
        with transaction():
            claim = _find_claim()
            if claim is None:
                return _start_over()
            act(claim)
    except ClaimEnded:
        return _start_over()
    except ProofTooWeak:
        return _proof_too_weak()
    except LinkUsed:
        return _already_active()
    except LinkReplaced:
        return redirect(url_for("onboarding.profile_form"), 303)
    return None


def _too_often(refusal: Refuse, form: AddressForm) -> Page:
    page = _waiting_page(form, refusal)
    return (page[0], 429, {"Retry-After": str(refusal.seconds)}) if isinstance(page, tuple) else page


def _waiting_page(form: AddressForm, refusal: Refuse | None = None) -> Page:
    claim = _find_claim()
    account = keys.find_account(claim.examiner_id) if claim else None
    if claim is None or account is None:
        return _start_over()
    if account.activated_at is not None:
        return _already_active()
    if account.withdrawn_at is not None:
        return redirect(url_for("onboarding.profile_form"), 303)
    link = queries.get_newest_link(account.id)
    letter = get_record(link.letter_id)
    return form_page(
        "onboarding/waiting.html",
        form,
        address=account.email,
        masked=claim.proof != Proof.OWN_PASSWORD,
        hint=likely_address(account.email),
        link=link,
        letter=letter,
        unreached=letter.state in UNREACHED,
        advice=advice_on(letter),
        now=clock.now(),
        refusal=refusal,
        restart_refused=refusal is not None and refusal.kind == RESTARTS.kind,
    )


def _pressed_too_late() -> Page:
    flash("Strona była otwarta zbyt długo. Naciśnij przycisk jeszcze raz.", "warning")
    return redirect(url_for("onboarding.waiting"), 303)


@blueprint.route("/aktywacja/<token>", methods=["GET", "POST"])
@public
def activation(token: str) -> Page:
    """Show what the link of a letter opens; POST activates and signs nobody in."""
    form = PortalForm()
    if not (form_was_sent() and _state_of(token) is LinkState.VALID and form.validate()):
        return _link_page(token, form)
    try:
        with transaction():
            service.activate(token)
    except Refusal:
        return _link_page(token, form)  # somebody else was quicker: says which of its answers it is now
    session.pop(_CLAIM, None)
    flash("Konto jest aktywne. Zaloguj się numerem PESEL albo loginem od komisji i hasłem z formularza.")
    return redirect(url_for("entrance.sign_in"), 303)


def _state_of(token: str) -> LinkState:
    return service.state_of(queries.find_link(token))


def _link_page(token: str, form: PortalForm) -> Page:
    state = _state_of(token)
    page, status = form_page("onboarding/activation.html", form, state=state, link=queries.find_link(token))
    return page, _STATUS.get(state, status)


def _find_claim() -> Claim | None:
    token = session.get(_CLAIM)
    return queries.find_claim(token, clock.now()) if token else None


def _start_over() -> Page:
    session.pop(_CLAIM, None)
    flash("Zaloguj się jeszcze raz: od ostatniego kroku minęło zbyt dużo czasu albo strona została otwarta osobno.")
    return redirect(url_for("entrance.sign_in"), 303)


def _already_active() -> Page:
    session.pop(_CLAIM, None)
    flash("To konto jest już aktywne. Zaloguj się numerem PESEL albo loginem od komisji i własnym hasłem.")
    return redirect(url_for("entrance.sign_in"), 303)
