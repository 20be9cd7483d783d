"""Deny by default: every view carries its sign, and the door reads it before the view runs."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
EXAMINERS_ONLY = "examiners_only"
_SIGN = "examportal_sign"


class UnsignedView(RuntimeError):  # noqa: N818
    """A view without a sign: the portal does not start."""


def public(view: View) -> View:
    """Sign a view that anybody may open."""
    return _sign(view, PUBLIC)


def examiners_only(view: View) -> View:
    """Sign a view that only a signed-in examiner may open."""
    return _sign(view, EXAMINERS_ONLY)


def sign_of(view: Callable[..., Any]) -> str | None:
    """Return the sign of a view, None when it has none."""
    return getattr(view, _SIGN, None)


def init_app(app: Flask) -> None:
    """Put the guard at the door."""
    app.before_request(_check_sign)


def refuse_unsigned(app: Flask) -> None:
    """Raise UnsignedView when a view was registered without a sign."""
    for endpoint, view in app.view_functions.items():
        if sign_of(view) is None:
            raise UnsignedView(f"the view {endpoint} carries no sign")


def _sign(view: View, sign: str) -> View:
    setattr(view, _SIGN, sign)
    return view


def _check_sign() -> Response | None:
    if request.endpoint is None or sign_of(current_app.view_functions[request.endpoint]) == PUBLIC:
        return None
    if current_user.is_authenticated:
        return None
    flash(
        "Zaloguj się, aby otworzyć tę stronę. Po pewnym czasie bez działania wylogowujemy ze względu na bezpieczeństwo."
    )
    return redirect(url_for("entrance.sign_in"), 303)
