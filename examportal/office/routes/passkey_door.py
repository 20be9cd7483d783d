"""The staff's door by passkey: in place of the code, or in place of address, password and code."""

from flask import Blueprint, redirect, url_for

from examportal.accounts import presence as examiners
from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Step, keys_of
from examportal.accounts.staff.service import by_passkey
from examportal.accounts.steps import asking, passkeys, rules
from examportal.accounts.steps.asking import NO_KEY, PasskeyForm
from examportal.accounts.steps.rules import Kind
from examportal.db import transaction
from examportal.office import halfway
from examportal.office.routes import Page
from examportal.office.routes.door import let_in
from examportal.throttle.rules import Refuse
from examportal.web.forms import form_page, too_soon
from examportal.web.guard import public

blueprint = Blueprint("passkey_door", __name__)
halfway.lead(blueprint)

_STEP = "office/key_step.html"
_ALONE = "office/key_sign_in.html"


@blueprint.post("/biuro/kod/klucz/pytanie")
@public
def ask_for_step() -> Page:
    """Make a challenge in place of the code."""
    _, member_id = halfway.token_at(Step.CODE)
    return asking.lead(rules.second_step(keys_of(member_id)), "passkey_door.take_step", "office.second_step")


@blueprint.route("/biuro/kod/klucz", methods=["GET", "POST"])
@public
def take_step() -> Page:
    """Show what the browser is asked; POST takes a passkey in place of the code."""
    token, member_id = halfway.token_at(Step.CODE)
    owner, form = keys_of(member_id), PasskeyForm()
    if not form.validate_on_submit():
        return form_page(_STEP, form, options=passkeys.options_to_show(owner, asking.held()))
    decision = halfway.count_code(member_id)
    if isinstance(decision, Refuse):
        return too_soon(_STEP, form, decision.seconds, options=None)
    challenge = asking.answered(rules.second_step(owner))
    shown = passkeys.shown_by(form.text("credential"), challenge, verified=False)
    with transaction():
        outcome = by_passkey.pass_key(token, shown, examiners.running_here())
    if outcome.step is Step.REFUSED:
        form.refuse(NO_KEY)
        return form_page(_STEP, form, options=None)
    halfway.forgive_code(member_id)
    return let_in(outcome)


@blueprint.post("/biuro/klucz-dostepu/pytanie")
@public
def ask_for_sign_in() -> Page:
    """Make a challenge for whoever holds a passkey of the office."""
    return asking.lead(rules.whole_sign_in(Kind.MEMBER), "passkey_door.sign_in", "office.sign_in")


@blueprint.route("/biuro/klucz-dostepu", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Show what the browser is asked; POST signs in by a passkey alone."""
    if presence.find() is not None:
        return redirect(url_for("office.start"), 303)
    form = PasskeyForm()
    if not form.validate_on_submit():
        return form_page(_ALONE, form, options=passkeys.options_to_sign_in(Kind.MEMBER, asking.held()))
    challenge = asking.answered(rules.whole_sign_in(Kind.MEMBER))
    shown = passkeys.shown_by(form.text("credential"), challenge, verified=True)
    with transaction():
        outcome = by_passkey.come_in(shown, examiners.running_here())
    if outcome.step is Step.REFUSED:
        form.refuse(NO_KEY)
        return form_page(_ALONE, form, options=None)
    return let_in(outcome)
