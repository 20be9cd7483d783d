"""Forms of signed-in examiners that come when the session has ended, or when a gate is closed.

`@keeps_answers`, the innermost sign of a view, says which form's answers are kept then. They are kept for the person
whose session this browser had, and only with the token that the page was drawn with: nobody else can leave any there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, request
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from examportal.accounts.drafts import queries, rules, waiting
from examportal.accounts.presence import former_token, present
from examportal.core import clock
from examportal.web.forms import PortalForm, form_was_sent

_BACK = "W formularzu są Twoje odpowiedzi, których jeszcze nie zapisaliśmy. Sprawdź je i wyślij formularz."
View = Callable[..., Any]


def keeps_answers(form: Callable[[], PortalForm]) -> Callable[[View], View]:
    """Let a view keep the answers of a form that comes too late, and tell when they are back in it."""

    def sign(view: View) -> View:
        @wraps(view)
        def door(**values: Any) -> Any:
            if form_was_sent():
                waiting.settle()
            elif answers_waiting():
                flash(_BACK)
            return view(**values)

        setattr(door, waiting.MARK, form)
        return door

    return sign


def answers_waiting() -> dict[str, Any]:
    """Return what whoever is signed in has typed into the form of this page before; empty when nothing waits."""
    return waiting.answers_for(present().examiner_id)


def keep_late(view: View) -> bool:
    """Keep the answers of a form that cannot be taken now; False when they are lost."""
    form = getattr(view, waiting.MARK, None)
    if form is None or not _has_its_token():
        return False
    examiner_id = present().examiner_id if current_user.is_authenticated else _former_examiner()
    return examiner_id is not None and waiting.keep(examiner_id, form())


def _former_examiner() -> int | None:
    token = former_token()
    return queries.find_owner(token, rules.late_since(clock.now())) if token else None


def _has_its_token() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"), time_limit=int(rules.DRAFT_LIFETIME.total_seconds()))
    except ValidationError:
        return False
    return True
