"""The own passkeys: adding one takes two pages, since the browser asks the authenticator in between."""

from flask import abort, flash, redirect, url_for

from examportal.accounts import own_steps
from examportal.accounts.presence import browser, present
from examportal.accounts.queries import get_account
from examportal.accounts.reauthentication import after_proof
from examportal.accounts.routes.blueprint import blueprint
from examportal.accounts.routes.second_step import lead_on
from examportal.accounts.step_forms import KEY_TAKEN, TOO_MANY_KEYS, NewKeyForm
from examportal.accounts.steps import asking, passkeys, rules
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import KeyTaken, KeyUnknown, Owner, TooManyKeys
from examportal.db import transaction
from examportal.web.forms import Page, PortalForm, form_page
from examportal.web.guard import examiners_only

_PAGE = "accounts/new_key.html"


@blueprint.post("/konto/bezpieczenstwo/klucze")
@examiners_only
@after_proof
def ask_for_key() -> Page:
    """Make a challenge and lead to the page on which the browser answers it."""
    purpose = rules.adding(own_steps.owner_of(present().examiner_id))
    return asking.lead(purpose, "accounts.new_key", "accounts.security")


@blueprint.route("/konto/bezpieczenstwo/klucze/nowy", methods=["GET", "POST"])
@examiners_only
@after_proof
def new_key() -> Page:
    """Ask for a name and let the browser make a passkey; POST takes it."""
    examiner_id, form = present().examiner_id, NewKeyForm()
    owner = own_steps.owner_of(examiner_id)
    if not form.validate_on_submit():
        return _shown(form, owner)
    made = passkeys.made_by(form.text("credential"), asking.answered(rules.adding(owner)))
    refused = asking.NOT_MADE if made is None else None
    try:
        with transaction():
            if made is not None:
                own_steps.add_key(examiner_id, made, form.text("name"), browser())
    except KeyTaken:
        refused = KEY_TAKEN
    except TooManyKeys:
        refused = TOO_MANY_KEYS
    if refused is not None:
        asking.ask(rules.adding(owner))  # the former one is used up; nothing typed is lost over it
        form.refuse(refused)
        return _shown(form, owner)
    return lead_on("Klucz dostępu jest dodany. Możesz się nim logować zamiast hasłem i kodem.")


@blueprint.route("/konto/bezpieczenstwo/klucze/<int:key_id>/usun", methods=["GET", "POST"])
@examiners_only
@after_proof
def remove_key(key_id: int) -> Page:
    """Say what removing a passkey means; POST removes it."""
    examiner_id, form = present().examiner_id, PortalForm()
    owner = own_steps.owner_of(examiner_id)
    key = steps.find_passkey_of(owner, key_id)
    if key is None:
        abort(404)
    if not form.validate_on_submit():
        is_last = len(steps.all_passkeys(owner)) == 1 and steps.find_authenticator(owner) is None
        return form_page("accounts/remove_key.html", form, name=key.unseal()["name"], is_last=is_last)
    try:
        with transaction():
            own_steps.remove_key(examiner_id, key_id, browser())
    except KeyUnknown:
        abort(404)
    flash("Klucz dostępu jest usunięty. Nikt się nim już nie zaloguje.", "success")
    return redirect(url_for("accounts.security"), 303)


def _shown(form: NewKeyForm, owner: Owner) -> Page:
    name = get_account(present().examiner_id).email
    return form_page(_PAGE, form, options=passkeys.options_to_add(owner, name, asking.held()))
