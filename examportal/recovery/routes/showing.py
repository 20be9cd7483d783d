"""The page of one case, and how an act on it answers."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.core.errors import Refusal
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.recovery import pages, rules
from examportal.recovery.forms import EndingForm, MatchForm
from examportal.recovery.queries import CaseUnknown
from examportal.recovery.routes.blueprint import blueprint
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm, form_page
from examportal.web.guard import staff_only

CASE = "/biuro/sprawy/<int(max=2147483647):case_id>"
FORMS: Mapping[str, type[PortalForm]] = {"match_form": MatchForm, "ending_form": EndingForm}
_REFUSED: Mapping[type[Refusal], str] = {
    rules.NotNow: "Ktoś w tym czasie zmienił tę sprawę. Niczego nie zapisaliśmy – zobacz, co jest teraz.",
    rules.OwnCase: (
        "Jeden z adresów tej sprawy jest Twoim adresem służbowym, więc zajmie się nią ktoś inny. Niczego nie "
        "zapisaliśmy."
    ),
}


@blueprint.get(CASE)
@staff_only(Permission.HANDLE_CASES)
def one(case_id: int) -> Page:
    """Show a case."""
    return show(case_id)


def show(case_id: int, form: PortalForm | None = None, **shown_once: Any) -> Page:
    """Return the page of a case; `form` takes the place of the one of its kind."""
    try:
        shown = pages.view_of(case_id)
    except CaseUnknown:
        abort(404)
    own = {name: form if isinstance(form, kind) else kind(formdata=None) for name, kind in FORMS.items()}
    facts = pages.facts_of(shown, presence.present())
    return form_page("recovery/case.html", form or PortalForm(formdata=None), shown=shown, **facts, **own, **shown_once)


def press(case_id: int, act: Callable[[Actor], object], said: str) -> Page:
    """Do what a button without a form of its own is for."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return to(case_id)
    return do(case_id, act, said)


def do(case_id: int, act: Callable[[Actor], object], said: str) -> Page:
    """Do it in one transaction and say on the page of the case what happened, or why nothing did."""
    try:
        with transaction():
            act(me())
    except CaseUnknown:
        abort(404)
    except tuple(_REFUSED) as refusal:
        flash(_REFUSED[type(refusal)], "warning")
    else:
        flash(said, "success")
    return to(case_id)


def to(case_id: int) -> Response:
    """Lead to the page of a case."""
    return redirect(url_for("recovery.one", case_id=case_id), 303)


def me() -> Actor:
    """Return who acts."""
    return presence.present().actor
