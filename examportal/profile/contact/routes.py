"""Another e-mail address, from the form to the letter's link; and the question whether address and phone still hold."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from examportal.accounts import queries as keys
from examportal.accounts.addresses import queries, rules
from examportal.accounts.addresses import service as addresses
from examportal.accounts.drafts.late import answers_waiting, keeps_answers
from examportal.accounts.presence import present
from examportal.accounts.reauthentication import after_proof
from examportal.config import settings
from examportal.core import clock
from examportal.core.errors import LinkUnknown, Refusal
from examportal.db import transaction
from examportal.profile.contact import service
from examportal.profile.contact.queries import fresh_at
from examportal.profile.contact.rules import is_due
from examportal.profile.forms import AddressForm
from examportal.profile.queries import get_profile
from examportal.profile.rules import likely_address
from examportal.throttle import service as throttle
from examportal.throttle.rules import EMAIL_CHANGES, LETTERS_TO, Refuse
from examportal.web import gates
from examportal.web.forms import Page, PortalForm, form_page, too_soon
from examportal.web.gates import before_gates
from examportal.web.guard import examiners_only, public

blueprint = Blueprint("contact", __name__)
HOME = "profile.overview"
_SEEN = "contact_seen"
_SAME = "To jest już adres Twojego konta. Jeśli ma zostać, nie musisz nic robić."
_CLOSED = "Konto zostało w międzyczasie wstrzymane, dlatego adresu nie można teraz zmienić. Zadzwoń do komisji."


@blueprint.route("/konto/dane/email", methods=["GET", "POST"])
@examiners_only
@after_proof
@keeps_answers(AddressForm)
def email() -> Page:
    """Take another address and write there with a link."""
    form, here = AddressForm(data=answers_waiting()), present()
    if not form.validate_on_submit():
        return _email_page(form)
    typed = form.text("email")
    with transaction():
        decision = throttle.count_event({EMAIL_CHANGES: str(here.account_id), LETTERS_TO: typed.lower()})
    if isinstance(decision, Refuse):
        account = keys.get_account(here.examiner_id)
        facts = {"account": account, "waiting": addresses.waiting(account), "hint": None}
        return too_soon("profile/email.html", form, decision.seconds, **facts)
    try:
        with transaction():
            addresses.ask(here.examiner_id, typed)
    except rules.SameAddress:
        form.refuse(_SAME, "email")
    except Refusal:
        form.refuse(_CLOSED)
    else:
        return redirect(url_for("contact.email"), 303)
    return _email_page(form)


@blueprint.route("/adres/<token>", methods=["GET", "POST"])
@public
def email_link(token: str) -> Page:
    """Show what the link of the letter does; POST makes the address that of the account, and signs nobody in."""
    form = PortalForm()
    try:
        change = queries.get_change(token)
        addresses.check(change)
        if not form.validate_on_submit():
            shared = queries.is_shared(change.email, change.account_id)
            return form_page("profile/email_link.html", form, reason=None, change=change, shared=shared)
        with transaction():
            service.confirm_address(token)
    except Refusal as refusal:
        status = 404 if isinstance(refusal, LinkUnknown) else 410
        return render_template("profile/email_link.html", reason=type(refusal).__name__), status
    flash("Nowy adres e-mail jest potwierdzony. Od teraz piszemy na niego.", "success")
    return redirect(url_for(HOME if current_user.is_authenticated else "entrance.sign_in"), 303)


@blueprint.route("/konto/kontakt", methods=["GET", "POST"])
@examiners_only
@before_gates
def check() -> Page:
    """Ask whether address and phone are still right; POST says yes, or later."""
    here, form = present(), PortalForm()
    session[_SEEN] = True  # asked once a sign-in, whichever way one goes on from here
    if form.validate_on_submit():
        if request.form.get("act") == "tak":
            with transaction():
                service.confirm_contact(here.examiner_id)
            flash("Dziękujemy. Adres e-mail i telefon zostają bez zmian.", "success")
        return gates.lead_on(HOME)
    account, profile = keys.get_account(here.examiner_id), get_profile(here.examiner_id)
    return form_page("profile/contact_check.html", form, account=account, profile=profile)


def gate() -> str | None:
    """Be closed once a sign-in to whoever has not looked at the own contact data for long."""
    days = settings().contact_check_days
    if not days or _SEEN in session:
        return None
    fresh = fresh_at(present().examiner_id)
    if fresh is not None and is_due(fresh, days, clock.now()):
        return "contact.check"
    session[_SEEN] = True
    return None


def _email_page(form: AddressForm) -> Page:
    account = keys.get_account(present().examiner_id)
    waiting = addresses.waiting(account)
    hint = likely_address(waiting.email) if waiting else None
    return form_page("profile/email.html", form, account=account, waiting=waiting, hint=hint)
