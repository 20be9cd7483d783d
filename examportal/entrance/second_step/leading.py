"""What every page between password and session has in common: whose it is, and starting over."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from examportal.accounts import presence
from examportal.accounts.halfway import rules, service
from examportal.accounts.halfway.service import HalfwayEnded
from examportal.web.forms import START_OVER

EXHAUSTED = (
    f"Kod nie zgodził się {rules.TRIES} razy, więc dla bezpieczeństwa zaczynamy od nowa. Wpisz hasło jeszcze raz, "
    "a wyślemy nowy kod."
)


def start_over(_refusal: HalfwayEnded, words: str = START_OVER) -> Response:
    """Lead back to the password."""
    flash(words)
    return presence.drop_halfway(redirect(url_for("entrance.sign_in"), 303))


def running_token() -> str:
    """Return the token of the half-finished sign-in of this browser; raises HalfwayEnded without one."""
    token = presence.halfway_token()
    if token is None:
        raise HalfwayEnded
    return token


def may_trust() -> bool:
    """Tell whether to offer that this browser is not to be asked."""
    return rules.may_be_trusted(service.mode())
