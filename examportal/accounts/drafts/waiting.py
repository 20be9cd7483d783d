"""The browser's side of answers that wait: its cookie has the token, and the person who is back finds them.

Nothing is done with them but to show them again: they come back into their form, and are saved when it is sent.
"""

from typing import Any

from flask import current_app, request, session, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from examportal.accounts.drafts import queries, rules, service
from examportal.accounts.drafts.rules import Kept
from examportal.core import clock
from examportal.db import transaction
from examportal.throttle import service as throttle
from examportal.throttle.rules import DRAFTS, Refuse
from examportal.web import gates
from examportal.web.forms import PortalForm

MARK = "examportal_keeps_answers"
_DRAFT = "draft"


def keep(examiner_id: int, form: PortalForm) -> bool:
    """Keep the answers of this request's form for a person, in place of those that waited in this browser.

    Passwords are never kept. False when there is nothing to keep, far too much, or it was done too often.
    """
    answers = form.answers()
    if not rules.is_worth_keeping(answers):
        return False
    with transaction():
        decision = throttle.count_event({DRAFTS: str(examiner_id)})
    if isinstance(decision, Refuse):
        return False
    with transaction():
        _drop_former()
        session[_DRAFT] = service.keep(examiner_id, Kept(str(request.endpoint), request.view_args or {}, answers))
    return True


def answers_for(examiner_id: int) -> dict[str, Any]:
    """Return what waits in this browser for this person and this page; empty when nothing does."""
    kept = _find(examiner_id)
    return dict(kept.answers) if kept and kept.is_of(request.endpoint, request.view_args) else {}


def settle() -> None:
    """Let go of what waits: it has been sent."""
    if _DRAFT in session:
        with transaction():
            _drop_former()


def clear_session() -> None:
    """Empty the browser's cookie, but for the answers that wait."""
    draft = session.get(_DRAFT)
    session.clear()
    if draft is not None:
        session[_DRAFT] = draft


def lead_back(examiner_id: int, default: str) -> Response:
    """Lead whoever has just come in to the form whose answers wait, else to the view `default`.

    What waits for somebody else is out of this browser's reach from now on.
    """
    kept = _find(examiner_id)
    if kept is None:
        session.pop(_DRAFT, None)
    elif hasattr(current_app.view_functions.get(kept.view), MARK):
        gates.want(kept.view, kept.arguments)
        return gates.lead_on(default)
    return redirect(url_for(default), 303)


def _find(examiner_id: int) -> Kept | None:
    token = session.get(_DRAFT)
    return queries.find_kept(token, examiner_id, clock.now()) if token else None


def _drop_former() -> None:
    token = session.pop(_DRAFT, None)
    if token is not None:
        service.drop(token)
