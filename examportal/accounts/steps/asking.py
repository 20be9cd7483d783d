"""Asking a browser for a passkey: the challenge's token lies in its signed cookie, the rest in the row.

Used by doors: `ask` and `lead` open their own transactions.
"""

from flask import Flask, flash, redirect, request, session, url_for
from wtforms import HiddenField

from examportal.accounts.steps import passkeys
from examportal.db import transaction
from examportal.throttle import service as throttle
from examportal.throttle.rules import PASSKEY_ASKERS, Refuse, address_key
from examportal.web.filters import wait_words
from examportal.web.forms import MaxLength, Page, PortalForm
from examportal.web.plumbing import REQUEST_LIMIT

NO_KEY = (
    "Nie możemy przyjąć tego klucza dostępu. Użyj klucza, który jest dodany do tego konta, albo wybierz inny sposób."
)
NOT_MADE = "Przeglądarka nie utworzyła klucza dostępu. Naciśnij przycisk jeszcze raz."
_CHALLENGE = "passkey_challenge"


class PasskeyForm(PortalForm):
    """What a browser brings from an authenticator; a person never sees it."""

    credential = HiddenField(validators=[MaxLength(REQUEST_LIMIT)])


def init_app(app: Flask) -> None:
    """Let templates ask whether browsers know passkeys under this portal's address."""
    app.jinja_env.globals["passkeys_work"] = lambda: passkeys.party() is not None


def ask(purpose: str) -> Refuse | None:
    """Give this browser a challenge in place of the one that it held, unless there were too many from its address."""
    with transaction():
        decision = throttle.count_event({PASSKEY_ASKERS: address_key(request.remote_addr)})
    if isinstance(decision, Refuse):
        return decision
    with transaction():
        token = passkeys.ask(purpose)
    session[_CHALLENGE] = token
    return None


def lead(purpose: str, onward: str, back: str) -> Page:
    """Answer the button that asks for a passkey: lead to the page of the challenge, or back to where it was pressed.

    `onward` and `back` are endpoints; a button pressed too late makes no challenge.
    """
    if not PortalForm().validate_on_submit():
        return redirect(url_for(back), 303)
    busy = ask(purpose)
    if busy is not None:
        flash(f"Za dużo prób. Spróbuj ponownie {wait_words(busy.seconds)}.", "warning")
        return redirect(url_for(back), 303)
    return redirect(url_for(onward), 303)


def held() -> str:
    """Return the token of the challenge that this browser holds, empty without one."""
    return str(session.get(_CHALLENGE, ""))


def answered(purpose: str) -> bytes | None:
    """Use up the challenge that this browser holds; None when it holds none for this purpose."""
    with transaction():
        return passkeys.take(held(), purpose)
