"""One's own passkeys at the desk: whoever adds or removes one shows the password again."""

from flask import Blueprint, abort, flash, redirect, url_for

from examportal.accounts.staff import presence, queries
from examportal.accounts.staff.rules import keys_of
from examportal.accounts.staff.service import by_passkey
from examportal.accounts.step_forms import KEY_TAKEN, TOO_MANY_KEYS, NewKeyForm
from examportal.accounts.steps import asking, passkeys, rules
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import KeyTaken, KeyUnknown, Owner, TooManyKeys
from examportal.db import transaction
from examportal.office.forms import WRONG_PASSWORD, ProofForm
from examportal.office.routes import Page
from examportal.office.routes.own_keys import compare_own
from examportal.throttle.rules import Refuse
from examportal.web.forms import form_page, too_soon
from examportal.web.guard import staff_only

blueprint = Blueprint("own_passkeys", __name__)

_NEW = "office/new_key.html"
_PROVE = "office/prove_for_key.html"
_REMOVE = "office/remove_key.html"


@blueprint.route("/biuro/konto/klucze", methods=["GET", "POST"])
@staff_only()
def prove_for_key() -> Page:
    """Ask for the password before a passkey is added."""
    form = ProofForm()
    if not form.validate_on_submit():
        return form_page(_PROVE, form)
    refused = _prove(form, _PROVE)
    if refused is not None:
        return refused
    busy = asking.ask(rules.adding(_me()))
    if busy is not None:
        return too_soon(_PROVE, form, busy.seconds)
    return redirect(url_for("own_passkeys.new_key"), 303)


@blueprint.route("/biuro/konto/klucze/nowy", methods=["GET", "POST"])
@staff_only()
def new_key() -> Page:
    """Ask for a name and let the browser make a passkey; POST takes it."""
    form = NewKeyForm()
    if not form.validate_on_submit():
        return _shown(form)
    made = passkeys.made_by(form.text("credential"), asking.answered(rules.adding(_me())))
    refused = asking.NOT_MADE if made is None else None
    try:
        with transaction():
            if made is not None:
                by_passkey.add(_me().id, made, form.text("name"))
    except KeyTaken:
        refused = KEY_TAKEN
    except TooManyKeys:
        refused = TOO_MANY_KEYS
    if refused is not None:
        asking.ask(rules.adding(_me()))  # the former one is used up; nothing typed is lost over it
        form.refuse(refused)
        return _shown(form)
    flash("Klucz dostępu jest dodany. Możesz się nim logować zamiast hasłem i kodem.", "success")
    return redirect(url_for("own_keys.overview"), 303)


@blueprint.route("/biuro/konto/klucze/<int:key_id>/usun", methods=["GET", "POST"])
@staff_only()
def remove_key(key_id: int) -> Page:
    """Take the password and remove a passkey."""
    key, form = steps.find_passkey_of(_me(), key_id), ProofForm()
    if key is None:
        abort(404)
    facts = {"name": key.unseal()["name"]}
    if not form.validate_on_submit():
        return form_page(_REMOVE, form, **facts)
    refused = _prove(form, _REMOVE, **facts)
    if refused is not None:
        return refused
    try:
        with transaction():
            by_passkey.remove(_me().id, key_id)
    except KeyUnknown:
        abort(404)
    flash("Klucz dostępu jest usunięty. Nikt się nim już nie zaloguje.", "success")
    return redirect(url_for("own_keys.overview"), 303)


def _prove(form: ProofForm, template: str, **facts: str) -> Page | None:
    """Compare the present password; return the page that refuses it, None when it is right."""
    compared = compare_own(form)
    if isinstance(compared, Refuse):
        return too_soon(template, form, compared.seconds, **facts)
    if not compared.fits:
        form.refuse(WRONG_PASSWORD, "current_password")
        return form_page(template, form, **facts)
    return None


def _shown(form: NewKeyForm) -> Page:
    name = queries.get_member(_me().id).email
    return form_page(_NEW, form, options=passkeys.options_to_add(_me(), name, asking.held()))


def _me() -> Owner:
    return keys_of(presence.present().member_id)
