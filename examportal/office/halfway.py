"""What the pages between password and session have in common: where to go on, starting over, counting codes."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Step
from examportal.accounts.staff.service import sign_in
from examportal.accounts.staff.service.sign_in import HalfEnded
from examportal.accounts.steps import codes
from examportal.accounts.steps.rules import NothingOffered
from examportal.config import settings
from examportal.core.errors import Refusal
from examportal.db import transaction
from examportal.throttle import service as throttle
from examportal.throttle.rules import STAFF_CODE, STAFF_CODE_SLOW, Decision, Limit
from examportal.web.forms import START_OVER

_PAGES = {
    Step.AUTHENTICATOR: "set_up.authenticator",
    Step.CODE: "office.second_step",
    Step.RECOVERY_CODES: "set_up.recovery_codes",
}


class StandsElsewhere(Refusal):
    """The half sign-in has come to another step than that of the page."""

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self.step = step


def lead(blueprint: Blueprint) -> None:
    """Answer what the pages of a blueprint raise on the way: lead to the right step, or back to the password."""
    blueprint.register_error_handler(StandsElsewhere, lambda refusal: go_on(refusal.step))
    blueprint.register_error_handler(HalfEnded, _start_over)
    blueprint.register_error_handler(NothingOffered, _start_over)


def token_at(step: Step) -> tuple[str, int]:
    """Return the token of the half sign-in and whose it is; raises HalfEnded, or StandsElsewhere at another step."""
    token = presence.half_token() or ""
    standing = sign_in.standing_of(token)
    if standing.step is not step:
        raise StandsElsewhere(standing.step)
    return token, standing.member_id


def go_on(step: Step) -> Response:
    """Lead to the page of a step."""
    return redirect(url_for(_PAGES[step]), 303)


def count_code(member_id: int) -> Decision:
    """Count a code before it is compared."""
    with transaction():
        return throttle.count_event(_counted(member_id))


def forgive_code(member_id: int) -> None:
    """Take back what a right code cost."""
    with transaction():
        throttle.forgive_event(_counted(member_id))


def address_in_qr(secret: str, email: str) -> str:
    """Return what the QR code says; the app shows whose portal it is, and the address."""
    return codes.address_of(secret, email, f"Portal egzaminatora, {settings().board_name}")


def _start_over(_refusal: Exception) -> Response:
    flash(START_OVER)
    return redirect(url_for("office.sign_in"), 303)


def _counted(member_id: int) -> dict[Limit, str]:
    return dict.fromkeys((STAFF_CODE, STAFF_CODE_SLOW), str(member_id))
