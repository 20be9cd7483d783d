"""Devices on which no code is asked for: striking them off."""

from flask import flash, redirect, url_for

from examportal.accounts.devices import service
from examportal.accounts.presence import browser, present
from examportal.accounts.routes.blueprint import blueprint
from examportal.db import transaction
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm
from examportal.web.guard import examiners_only


@blueprint.post("/konto/bezpieczenstwo/urzadzenia/<int(max=2147483647):device_id>/usun")
@examiners_only
def strike_off_device(device_id: int) -> Page:
    """Ask for a code again on one device."""
    return _strike_off(device_id)


@blueprint.post("/konto/bezpieczenstwo/urzadzenia/usun")
@examiners_only
def strike_off_devices() -> Page:
    """Ask for a code again on every device."""
    return _strike_off(None)


def _strike_off(device_id: int | None) -> Page:
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return redirect(url_for("accounts.security"), 303)
    with transaction():
        count = service.strike_off(present().examiner_id, device_id, browser())
    done = "Gotowe. Przy następnym logowaniu zapytamy tam o kod."
    flash(done if count else "To urządzenie było już usunięte z listy.", "success")
    return redirect(url_for("accounts.security"), 303)
