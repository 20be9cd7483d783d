"""Signed-in browsers: how long they stay so, ending them."""

from flask import flash, redirect, url_for
from flask_login import current_user

from examportal.accounts import presence, sessions
from examportal.accounts.routes.blueprint import blueprint
from examportal.accounts.staff import presence as staff_presence
from examportal.db import transaction
from examportal.web.filters import plural
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm
from examportal.web.guard import examiners_only, is_watching, public


@blueprint.get("/sesja")
@public
def idle() -> dict[str, int]:
    """Tell a page that stands open how many seconds whoever is signed in stays so; without X-Watching it is a click."""
    if staff_presence.find() is not None:
        return {"seconds": _left(staff_presence.seconds_left(), staff_presence.full_time())}
    if current_user.is_authenticated:
        return {"seconds": _left(presence.seconds_left(), presence.full_time())}
    return {"seconds": 0}


def _left(now: int, after_a_click: int) -> int:
    return now if is_watching() else after_a_click


@blueprint.post("/konto/bezpieczenstwo/przegladarki/<int(max=2147483647):session_id>/wyloguj")
@examiners_only
def end_session(session_id: int) -> Page:
    """Sign out one other browser."""
    here = presence.present()
    if not PortalForm().validate_on_submit():
        return _pressed_too_late()
    with transaction():
        ended = sessions.end_one(here.examiner_id, here.account_id, session_id)
    flash("Wylogowaliśmy tę przeglądarkę." if ended else "Ta przeglądarka była już wylogowana.", "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.post("/konto/bezpieczenstwo/przegladarki/wyloguj-inne")
@examiners_only
def end_other_sessions() -> Page:
    """Sign out every browser but this one."""
    here = presence.present()
    if not PortalForm().validate_on_submit():
        return _pressed_too_late()
    with transaction():
        ended = sessions.end_others(here.examiner_id, here.account_id, here.token)
    words = plural(ended, "inną przeglądarkę", "inne przeglądarki", "innych przeglądarek")
    flash(f"Wylogowaliśmy {ended} {words}." if ended else "Żadna inna przeglądarka nie była zalogowana.", "success")
    return redirect(url_for("accounts.security"), 303)


def _pressed_too_late() -> Page:
    flash(PRESSED_TOO_LATE, "warning")
    return redirect(url_for("accounts.security"), 303)
