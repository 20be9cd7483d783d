"""Deny by default: every view carries its sign, and the door reads it before the view runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from examportal.web import gates
from examportal.web.gates import Gate, Keeper

View = TypeVar("View", bound=Callable[..., Any])
_SIGN = "examportal_sign"
_SIGN_IN = (
    "Zaloguj się, aby otworzyć tę stronę. Po pewnym czasie bez działania wylogowujemy ze względu na bezpieczeństwo."
)
_KEPT = (
    "Zaloguj się jeszcze raz: po pewnym czasie bez działania wylogowujemy ze względu na bezpieczeństwo. Twoje "
    "odpowiedzi czekają i wrócą do formularza, gdy się zalogujesz. Na razie niczego nie zapisaliśmy."
)


class UnsignedView(RuntimeError):  # noqa: N818
    """A view without a sign: the portal does not start."""


class Audience(StrEnum):
    """Whom a view is for."""

    EVERYBODY = "everybody"
    EXAMINERS = "examiners"
    STAFF = "staff"


@dataclass(frozen=True)
class Sign:
    """Who may open a view; of the staff those with `permission`, all of them when it is None."""

    audience: Audience
    permission: str | None = None


class Admission(StrEnum):
    """What the office says of whoever stands before a page of the staff."""

    STRANGER = "stranger"
    NOT_PERMITTED = "not_permitted"
    ADMITTED = "admitted"


Doorkeeper = Callable[[str | None], Admission]


def public(view: View) -> View:
    """Sign a view that anybody may open."""
    return _sign(view, Sign(Audience.EVERYBODY))


def examiners_only(view: View) -> View:
    """Sign a view that only a signed-in examiner may open."""
    return _sign(view, Sign(Audience.EXAMINERS))


def staff_only(permission: str | None = None) -> Callable[[View], View]:
    """Sign a view for signed-in staff who have a permission; without one it is for all staff."""
    return lambda view: _sign(view, Sign(Audience.STAFF, permission))


def sign_of(view: Callable[..., Any]) -> Sign | None:
    """Return the sign of a view, None when it has none."""
    return getattr(view, _SIGN, None)


def is_watching() -> bool:
    """Tell whether a page that stands open looks by itself: nobody has clicked, so no session lives longer."""
    return "X-Watching" in request.headers


def init_app(app: Flask, doorkeeper: Doorkeeper, closed: Sequence[Gate], keeper: Keeper) -> None:
    """Put the guard at the door; `doorkeeper` tells who of the staff is there, which no room below knows.

    It may say with a flash why somebody is a stranger now. The gates stand before every view for examiners; `keeper`
    keeps the answers of a form that meets a closed gate or comes after the session.
    """
    app.extensions["doorkeeper"] = doorkeeper
    gates.init_app(app, closed, keeper)
    app.before_request(_check_sign)


def refuse_unsigned(app: Flask) -> None:
    """Raise UnsignedView when a view was registered without a sign."""
    for endpoint, view in app.view_functions.items():
        if sign_of(view) is None:
            raise UnsignedView(f"the view {endpoint} carries no sign")


def _sign(view: View, sign: Sign) -> View:
    setattr(view, _SIGN, sign)
    return view


def _check_sign() -> Response | None:
    sign = sign_of(current_app.view_functions[request.endpoint]) if request.endpoint else None
    if sign is None or sign.audience is Audience.EVERYBODY:
        return None
    return _check_staff(sign.permission) if sign.audience is Audience.STAFF else _check_examiner()


def _check_examiner() -> Response | None:
    view = current_app.view_functions[str(request.endpoint)]
    if current_user.is_authenticated:
        return gates.check(view)
    flash(_KEPT if gates.keeps_answers(view) else _SIGN_IN)
    return redirect(url_for("entrance.sign_in"), 303)


def _check_staff(permission: str | None) -> Response | None:
    admission: Admission = current_app.extensions["doorkeeper"](permission)
    if admission is Admission.NOT_PERMITTED:
        abort(403)
    return None if admission is Admission.ADMITTED else redirect(url_for("office.sign_in"), 303)
