"""The link of an invitation: it proves a mailbox, and whoever comes with it shows PESEL and number as everybody does.

The browser carries the token to the form. It counts there for the person it was made out to and for nobody else.
"""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, session, url_for

from examportal.accounts.invitations import queries
from examportal.accounts.invitations.rules import InvitationState
from examportal.config import settings
from examportal.core import clock
from examportal.onboarding.rules import first_login_is_open
from examportal.web.forms import Page, PortalForm, form_page, form_was_sent
from examportal.web.guard import public

blueprint = Blueprint("invited", __name__)

_INVITATION = "invitation"
_STATUS = {InvitationState.UNKNOWN: 404, InvitationState.EXPIRED: 410, InvitationState.CLOSED: 410}


@blueprint.route("/zaproszenie/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Page:
    """Show what the link of an invitation opens; POST leads to the door and lets the browser carry the token."""
    form = PortalForm()
    found = queries.find(token)
    state = queries.state_of(found, clock.now())
    if form_was_sent() and state is InvitationState.VALID and form.validate():
        session[_INVITATION] = token
        flash("Wpisz PESEL i dowolny ze swoich numerów ewidencyjnych – adres e-mail już znamy.")
        return redirect(url_for("entrance.sign_in"), 303)
    is_open = first_login_is_open(settings().first_login_until, clock.today())
    page, status = form_page("onboarding/invitation.html", form, state=state, invitation=found, is_open=is_open)
    return page, _STATUS.get(state, status)


def keep_through(clear: Callable[[], None]) -> None:
    """Let the browser carry its token on while `clear` empties its cookie."""
    token = token_here()
    clear()
    if token is not None:
        session[_INVITATION] = token


def token_here() -> str | None:
    """Return the token that this browser carries."""
    token: str | None = session.get(_INVITATION)
    return token


def address_for(examiner_id: int) -> str | None:
    """Return the address that this browser has shown to read in this person's name."""
    token = token_here()
    found = queries.find_valid(token, examiner_id, clock.now()) if token else None
    return found.email if found else None


def welcome() -> Page:
    """Say that the account works, and lead to the door."""
    session.pop(_INVITATION, None)
    flash("Konto działa. Zaloguj się numerem PESEL albo loginem od komisji i hasłem z formularza.")
    return redirect(url_for("entrance.sign_in"), 303)
