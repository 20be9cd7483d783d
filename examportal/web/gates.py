"""What stands between a fresh session and the page that somebody wanted: an ordered list of gates.

A gate says which page it has, or nothing when it is open. Rooms hand their gates in at the front door; the guard asks
them before every view for examiners, but for those signed `before_gates`: the gates' own pages and the sign-out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Flask, current_app, flash, redirect, request, session, url_for
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])
Gate = Callable[[], str | None]
"""Returns the name of the view to go to while the gate is closed."""
Keeper = Callable[[Callable[..., Any]], bool]
"""Keeps the answers of a form that its view cannot take now; tells whether it did."""

_MARK = "examportal_before_gates"
_WANTED = "wanted"
_READING = frozenset({"GET", "HEAD"})
_NOT_YET = "Formularza, który wysłano, jeszcze nie zapisaliśmy: odpowiedz tutaj, a potem wyślij go ponownie."
_KEPT = "Formularza jeszcze nie zapisaliśmy. Odpowiedz tutaj, a wrócisz do niego ze swoimi odpowiedziami."


def init_app(app: Flask, gates: Sequence[Gate], keeper: Keeper) -> None:
    """Put the gates up in the order in which people meet them."""
    app.extensions["gates"], app.extensions["keeper"] = gates, keeper


def before_gates(view: View) -> View:
    """Let a view be opened whatever the gates say."""
    setattr(view, _MARK, True)
    return view


def check(view: Callable[..., Any]) -> Response | None:
    """Lead to the page of the first gate that is closed, None when all are open; what was wanted is kept in mind."""
    if getattr(view, _MARK, False):
        return None
    page = next((page for page in (gate() for gate in current_app.extensions["gates"]) if page), None)
    if page is None:
        return None
    is_kept = keeps_answers(view)
    if is_kept or request.method in _READING:
        want(str(request.endpoint), request.view_args or {})
    if request.method not in _READING:
        flash(_KEPT if is_kept else _NOT_YET, "warning")
    return redirect(url_for(page), 303)


def keeps_answers(view: Callable[..., Any]) -> bool:
    """Have what was sent to a view kept until it can be taken; tell whether it was."""
    keeper: Keeper = current_app.extensions["keeper"]
    return request.method == "POST" and keeper(view)


def want(endpoint: str, arguments: Mapping[str, Any]) -> None:
    """Keep in mind which page `lead_on` leads to."""
    session[_WANTED] = [endpoint, dict(arguments)]


def lead_on(default: str) -> Response:
    """Lead from a gate to the page that was wanted, or to the view `default`."""
    endpoint, arguments = session.pop(_WANTED, (default, {}))
    try:
        return redirect(url_for(endpoint, **arguments), 303)
    except BuildError:  # a newer version of the portal has no such page
        return redirect(url_for(default), 303)
