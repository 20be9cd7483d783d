"""Passkeys at the examiners' door: in place of the code, and in place of login, password and code."""

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from examportal.accounts import presence
from examportal.accounts.halfway import service, stronger
from examportal.accounts.halfway.rules import Method, Step
from examportal.accounts.halfway.service import HalfwayEnded, Standing
from examportal.accounts.own_steps import owner_of_account
from examportal.accounts.steps import asking, passkeys, rules
from examportal.accounts.steps.asking import NO_KEY, PasskeyForm
from examportal.accounts.steps.rules import Kind
from examportal.db import transaction
from examportal.entrance.second_step import counting
from examportal.entrance.second_step.forms import StrongKeyForm
from examportal.entrance.second_step.leading import may_trust, running_token, start_over
from examportal.entrance.second_step.stronger_code import count, let_in
from examportal.throttle.rules import Refuse
from examportal.web.forms import Page, form_page, too_soon
from examportal.web.guard import public

blueprint = Blueprint("stronger_step", __name__)
blueprint.register_error_handler(HalfwayEnded, start_over)

_KEY, _ALONE = "entrance/key_step.html", "entrance/key_sign_in.html"


@blueprint.post("/kod/klucz/pytanie")
@public
def ask_for_step() -> Page:
    """Make a challenge in place of the code."""
    _, standing = _standing()
    return asking.lead(
        rules.second_step(owner_of_account(standing.account_id)), "stronger_step.key", "second_step.code"
    )


@blueprint.route("/kod/klucz", methods=["GET", "POST"])
@public
def key() -> Page:
    """Show what the browser is asked; POST takes a passkey."""
    token, standing = _standing()
    owner, form = owner_of_account(standing.account_id), StrongKeyForm()
    if not form.validate_on_submit():
        options = passkeys.options_to_show(owner, asking.held())
        return form_page(_KEY, form, options=options, may_trust=may_trust())
    counted = counting.of_try(standing.account_id)
    decision = count(token, counted)
    if isinstance(decision, Refuse):
        return too_soon(_KEY, form, decision.seconds, options=None, may_trust=may_trust())
    challenge = asking.answered(rules.second_step(owner))
    shown = passkeys.shown_by(form.text("credential"), challenge, verified=False)
    browser = presence.this_browser(trusted=bool(form.remember_device.data) and may_trust())
    with transaction():
        outcome = stronger.pass_key(token, shown, browser, presence.running_here())
    if outcome.step is Step.REFUSED:
        form.refuse(NO_KEY)
        return form_page(_KEY, form, options=None, may_trust=may_trust())
    return let_in(outcome, counted)


@blueprint.post("/klucz-dostepu/pytanie")
@public
def ask_for_sign_in() -> Page:
    """Make a challenge for whoever holds a passkey."""
    return asking.lead(rules.whole_sign_in(Kind.ACCOUNT), "stronger_step.sign_in", "entrance.sign_in")


@blueprint.route("/klucz-dostepu", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Show what the browser is asked; POST signs in by a passkey alone."""
    if current_user.is_authenticated:
        return redirect(url_for("profile.overview"), 303)
    form = PasskeyForm()
    if not form.validate_on_submit():
        return form_page(_ALONE, form, options=passkeys.options_to_sign_in(Kind.ACCOUNT, asking.held()))
    challenge = asking.answered(rules.whole_sign_in(Kind.ACCOUNT))
    shown = passkeys.shown_by(form.text("credential"), challenge, verified=True)
    with transaction():
        arrival = stronger.come_in(shown, presence.this_browser(), presence.running_here())
    if arrival is None:
        form.refuse(NO_KEY)
        return form_page(_ALONE, form, options=None)
    return presence.drop_halfway(presence.let_in(arrival))


def _standing() -> tuple[str, Standing]:
    """Return where this browser stands; raises HalfwayEnded, also for whoever has no passkey."""
    token = running_token()
    standing = service.standing_of(token)
    if Method.PASSKEY not in standing.methods:
        raise HalfwayEnded
    return token, standing
