"""Ending a case without a new password."""

from collections.abc import Callable, Mapping

from examportal.accounts.staff.rules import Permission
from examportal.journal.rules import Actor
from examportal.recovery import service
from examportal.recovery.forms import EndingForm
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.routes.showing import CASE, do, show
from examportal.recovery.rules import State
from examportal.web.forms import Page
from examportal.web.guard import staff_only

_ENDINGS: Mapping[State, Callable[[int, str, Actor], None]] = {
    State.REFUSED: service.refuse,
    State.WITHDRAWN: service.withdraw,
    State.DONE: service.close,
}


@blueprint.post(f"{CASE}/zakonczenie")
@staff_only(Permission.HANDLE_CASES)
def end(case_id: int) -> Page:
    """End a case, with the reason."""
    form = EndingForm()
    if not form.validate_on_submit():
        return show(case_id, form)
    act = _ENDINGS[State(form.text("ending"))]
    return do(case_id, lambda actor: act(case_id, form.text("answer"), actor), "Sprawa jest zakończona.")
