"""`/konto/kod-autoryzujacy`: the code, shown in the browser that made it, and each use of it.

The page with the code asks for a fresh proof. The page of its uses does not: it tells no code, and may be looked at for
as long as the talk lasts, also by the page that watches.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, session, url_for

from examportal.accounts.presence import present
from examportal.accounts.reauthentication import after_proof
from examportal.accounts.support_codes import queries, service
from examportal.accounts.support_codes.models import SupportCode
from examportal.accounts.support_codes.rules import WayInClosed
from examportal.core import clock
from examportal.db import transaction
from examportal.profile.history import office_names
from examportal.throttle import service as throttle
from examportal.throttle.rules import SUPPORT_CODES, Refuse
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm, form_page, too_soon
from examportal.web.guard import examiners_only

blueprint = Blueprint("support", __name__)
_PAGE, _USES = "profile/support_code.html", "profile/support_code_uses.html"
_KEPT = "support_code"
"""Where the browser's cookie keeps the sealed digits: the database has their digest alone."""


@dataclass(frozen=True)
class SeenUse:
    """A use of the code as its owner reads it."""

    at: datetime
    who: str
    spoken: str


@blueprint.route("/konto/kod-autoryzujacy", methods=["GET", "POST"])
@examiners_only
@after_proof
def code() -> Page:
    """Show the code that works now and its uses; POST makes one, in place of any other."""
    here, form = present(), PortalForm()
    if not form.validate_on_submit():
        return form_page(_PAGE, form, **_facts())
    with transaction():
        decision = throttle.count_event({SUPPORT_CODES: str(here.account_id)})
    if isinstance(decision, Refuse):
        return too_soon(_PAGE, form, decision.seconds, **_facts())
    with transaction():
        row, digits = service.make(here.examiner_id)
        session[_KEPT] = service.sealed(row, digits)
    return redirect(url_for("support.code"), 303)


@blueprint.get("/konto/kod-autoryzujacy/uzycia")
@examiners_only
def uses() -> Page:
    """Show who has used the code, without the code."""
    return form_page(_USES, PortalForm(formdata=None), **_facts())


@blueprint.post("/konto/kod-autoryzujacy/zakoncz")
@examiners_only
def end() -> Page:
    """Let the code and what it has opened end at once; needs no proof, since it only closes."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return redirect(url_for("support.uses"), 303)
    with transaction():
        ended = service.end(present().examiner_id)
    session.pop(_KEPT, None)
    done = "Kod już nie działa. Pracownik komisji nic więcej z nim nie zrobi."
    flash(done if ended else "Ten kod już wcześniej nie działał.", "success")
    return redirect(url_for("support.uses"), 303)


@blueprint.errorhandler(WayInClosed)
def way_in_closed(_refusal: WayInClosed) -> Page:
    """Lead to the account: it was closed while the page was open, which the door tells."""
    return redirect(url_for("profile.overview"), 303)


def _facts() -> dict[str, Any]:
    here, now = present(), clock.now()
    newest, running = queries.find_newest(here.account_id), queries.find_running(here.examiner_id, now)
    used = service.uses_of(newest) if newest else []
    names = office_names([use.member_id for use in used])
    return {
        "running": running,
        "ended_at": _end_of(newest) if newest and not running else None,
        "digits": service.opened(running, session.get(_KEPT, "")) if running else None,
        "uses": [SeenUse(use.at, names[use.member_id], use.spoken) for use in used],
    }


def _end_of(code: SupportCode) -> datetime:
    return code.ended_at or code.expires_at
