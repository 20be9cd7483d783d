"""Asking once more who is there, before keys change or everything known about a person is shown.

`@after_proof`, under `@examiners_only`, lets a view be reached by whoever has shown the password or the second step in
this session within the last minutes. Anybody else is asked for the password and led on: after a GET on a page of its
own, after a POST in the place of the answer, with what was sent carried along sealed.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, redirect, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, PasswordField

from examportal.accounts import presence, queries, rules, sessions
from examportal.accounts.passwords import verify
from examportal.core import clock
from examportal.core.sealed import SealBroken
from examportal.db import keyring, release, transaction
from examportal.throttle import service as throttle
from examportal.throttle.rules import PROOFS, PROOFS_SLOW, Refuse
from examportal.web.forms import MaxLength, Page, PortalForm, Required, form_page, too_soon
from examportal.web.plumbing import REQUEST_LIMIT

NEXT = "dalej"
WRONG_PASSWORD = "To nie jest hasło do tego konta. Wpisz je jeszcze raz."  # noqa: S105 - words
_CAME_LATE = "Od podania hasła minęło kilka minut. Podaj je jeszcze raz, a dokończymy to, co zaczęte."
_TEMPLATE = "accounts/confirm.html"
_MARK = "examportal_after_proof"
_TOKEN = "csrf_token"  # noqa: S105 - the name of a field
View = Callable[..., Any]


class ProofForm(PortalForm):
    """The own password again; `kept` is what was sent before, sealed."""

    kept = HiddenField(validators=[MaxLength(REQUEST_LIMIT)])
    proof_password = PasswordField("Hasło", [Required("Wpisz hasło do tego konta."), MaxLength(REQUEST_LIMIT)])


def after_proof(view: View) -> View:
    """Let a view be reached only with a fresh proof; stands under @examiners_only."""

    @wraps(view)
    def door(**values: Any) -> Any:
        if is_proved():
            return view(**values)
        if request.method != "POST":
            return redirect(url_for("accounts.confirm", dalej=request.path), 303)
        instead = _prove_in_place()
        return view(**values) if instead is None else instead

    setattr(door, _MARK, True)
    return door


def is_proved() -> bool:
    """Tell whether whoever is signed in has shown the password or the second step a moment ago."""
    proved_at = presence.present().proved_at
    return proved_at is not None and rules.is_proved(proved_at, clock.now())


def prove(form: ProofForm, template: str = _TEMPLATE, **facts: Any) -> Page | None:
    """Compare the password of a form in three steps; return the page that refuses it, None when it is right.

    The session then has another token, and the proof counts for `rules.PROOF_LIFETIME`.
    """
    here = presence.present()
    counted = dict.fromkeys((PROOFS, PROOFS_SLOW), str(here.account_id))
    with transaction():
        decision = throttle.count_event(counted)
    if isinstance(decision, Refuse):
        return too_soon(template, form, decision.seconds, **facts)
    stored = queries.get_account(here.examiner_id).password_hash
    release()  # no read transaction stays open while the hash is computed
    fits = verify(stored, form.text("proof_password"))
    with transaction():
        token = sessions.prove(here.token, stored=stored) if fits else None
        if token is None:
            sessions.note_refused_proof(here.examiner_id)
    if token is None:
        form.refuse(WRONG_PASSWORD, "proof_password")
        return form_page(template, form, **facts)
    with transaction():
        throttle.forgive_event(counted)
    presence.carry_on(token)
    return None


def next_page(wanted: str) -> str:
    """Return the address of a page behind a proof; anything else that was asked for leads to the security page.

    The address is built anew from the endpoint that it matches, so nothing foreign gets into it.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(wanted, method="GET")
    except HTTPException:  # unknown, of another method, or written in another way: werkzeug's redirects are among them
        return url_for("accounts.security")
    if not hasattr(current_app.view_functions[endpoint], _MARK):
        return url_for("accounts.security")
    return url_for(endpoint, **values)


def _prove_in_place() -> Page | None:
    """Ask for the password instead of a POST that came too late; None once it is shown: the POST goes on.

    What was sent comes along sealed for this account and address; passwords do not, as with any form that comes back.
    """
    form = ProofForm()
    facts = {"place": request.path}
    if _TOKEN not in form.errors and "proof_password" not in request.form:
        if not PortalForm().validate():
            return redirect(url_for("accounts.confirm", dalej=request.path), 303)
        form = ProofForm(formdata=None, kept=_seal(request.form))
        form.refuse(_CAME_LATE)
        return form_page(_TEMPLATE, form, **facts)
    if not form.validate():
        return form_page(_TEMPLATE, form, **facts)
    kept = _open(form.text("kept"))
    if kept is None:
        return redirect(request.path, 303)
    instead = prove(form, **facts)
    if instead is None:
        request.form = ImmutableMultiDict([*kept, (_TOKEN, form[_TOKEN].data)])
    return instead


def _seal(sent: Any) -> str:
    answers = [(name, value) for name, value in sent.items(multi=True) if name != _TOKEN and "password" not in name]
    return keyring().seal(json.dumps(answers), _binding())


def _open(kept: str) -> list[tuple[str, str]] | None:
    try:
        return [(str(name), str(value)) for name, value in json.loads(keyring().open(kept, _binding()))]
    except SealBroken:
        return None


def _binding() -> str:
    return f"kept_answers:{presence.present().account_id}:{request.path}"
