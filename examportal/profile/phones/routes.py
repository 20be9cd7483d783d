"""`/konto/bezpieczenstwo/telefon`: codes by SMS, confirmed by one; nothing of it is there without a gateway."""

from flask import Blueprint, abort, flash, redirect, url_for

from examportal.accounts.halfway.rules import read_code
from examportal.accounts.phones import queries, service
from examportal.accounts.phones.rules import NothingAsked
from examportal.accounts.presence import browser, present
from examportal.accounts.reauthentication import after_proof
from examportal.core import clock
from examportal.db import transaction
from examportal.profile.phones.forms import WRONG_CODE, PhoneCodeForm, PhoneForm
from examportal.profile.queries import get_profile
from examportal.profile.rules import show_phone
from examportal.sms import service as sms
from examportal.throttle import service as throttle
from examportal.throttle.rules import CODE_PAUSE, Refuse
from examportal.web.forms import Page, PortalForm, form_page, too_soon
from examportal.web.guard import examiners_only

blueprint = Blueprint("phones", __name__)
_ASK, _CODE, _REMOVE = "profile/phone.html", "profile/phone_code.html", "profile/phone_removal.html"


@blueprint.before_request
def offered() -> None:
    """Have no such pages while the board has no gateway."""
    if not sms.is_offered():
        abort(404)


@blueprint.route("/konto/bezpieczenstwo/telefon", methods=["GET", "POST"])
@examiners_only
@after_proof
def phone() -> Page:
    """Take the number of a phone and send a code there."""
    here = present()
    form = PhoneForm(phone=show_phone(get_profile(here.examiner_id).phone))
    waits = queries.find_asked(here.account_id, clock.now()) is not None
    facts = {"confirmed": queries.find_number(here.account_id), "waits": waits}
    if not form.validate_on_submit():
        return form_page(_ASK, form, **facts)
    counted = {CODE_PAUSE: f"phone {here.account_id}", **sms.costs_of(str(here.account_id))}
    with transaction():
        decision = throttle.count_event(counted)
    if isinstance(decision, Refuse):
        return too_soon(_ASK, form, decision.seconds, **facts)
    with transaction():
        service.ask(here.examiner_id, form.text("phone"))
    return redirect(url_for("phones.code"), 303)


@blueprint.route("/konto/bezpieczenstwo/telefon/kod", methods=["GET", "POST"])
@examiners_only
@after_proof
def code() -> Page:
    """Take the code that was sent to the phone."""
    here, form = present(), PhoneCodeForm()
    asked = queries.find_asked(here.account_id, clock.now())
    if asked is None:
        raise NothingAsked
    facts = {"number": str(asked.unseal()["number"]), "until": asked.expires_at}
    if not form.validate_on_submit():
        return form_page(_CODE, form, **facts)
    with transaction():
        service.count_try(here.examiner_id)
    with transaction():
        right = service.confirm(here.examiner_id, read_code(form.text("code")) or "", browser())
    if not right:
        form.refuse(WRONG_CODE, "code")
        return form_page(_CODE, form, **facts)
    flash("Telefon jest potwierdzony. Kod logowania możesz od teraz dostać także SMS-em.", "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.route("/konto/bezpieczenstwo/telefon/usun", methods=["GET", "POST"])
@examiners_only
@after_proof
def remove() -> Page:
    """Say what removing the phone means; POST removes it."""
    here, form = present(), PortalForm()
    number = queries.find_number(here.account_id)
    if number is None:
        raise NothingAsked
    if not form.validate_on_submit():
        return form_page(_REMOVE, form, number=number)
    with transaction():
        service.remove(here.examiner_id, browser())
    flash("Telefon jest usunięty. Kody logowania wysyłamy odtąd tylko e-mailem.", "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.errorhandler(NothingAsked)
def nothing_asked(_refusal: NothingAsked) -> Page:
    """Lead to where it begins: it is done already, or the code's time or tries are over."""
    flash("Ten kod już nie działa albo zmiana jest już zrobiona. Jeśli trzeba, zacznij jeszcze raz.")
    return redirect(url_for("accounts.security"), 303)
