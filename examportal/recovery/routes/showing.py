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
from examportal.recovery import pages, rules, words
from examportal.recovery.deciding import stamp_of
from examportal.recovery.forms import AloneForm, ApprovalForm, EndingForm, MatchForm, NoteForm, ProposalForm
from examportal.recovery.obstacles import Obstructed
from examportal.recovery.proving import service as proving
from examportal.recovery.queries import CaseUnknown
from examportal.recovery.routes.blueprint import blueprint
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm, form_page
from examportal.web.guard import staff_only

CASE = "/biuro/sprawy/<int(max=2147483647):case_id>"
FORMS: Mapping[str, type[PortalForm]] = {
    "match_form": MatchForm,
    "note_form": NoteForm,
    "proposal_form": ProposalForm,
    "approval_form": ApprovalForm,
    "alone_form": AloneForm,
    "ending_form": EndingForm,
}
_NOTHING = "Niczego nie zapisaliśmy."
_REFUSED: Mapping[type[Refusal], str] = {
    rules.NotNow: f"Ktoś w tym czasie zmienił tę sprawę. {_NOTHING} Zobacz, co jest teraz.",
    rules.OwnCase: f"Jeden z adresów tej sprawy jest Twoim adresem służbowym: zajmie się nią ktoś inny. {_NOTHING}",
    rules.NotYours: f"Tę sprawę otwierasz, proponujesz albo zatwierdzasz Ty, więc zrobi to ktoś inny. {_NOTHING}",
    rules.NotEnough: f"Dowody mają za mało punktów. {_NOTHING}",
    rules.NobodyMatched: f"Najpierw wskaż, kogo w ewidencji dotyczy sprawa. {_NOTHING}",
    rules.AddressMissing: f"Wpisz adres, na który pójdzie link do nowego hasła. {_NOTHING}",
    rules.NotByHand: (
        "Ręcznie kończy się sprawę, gdy po okresie oczekiwania zmiana na karcie jest zrobiona, albo gdy ta osoba nie "
        f"ma czynnego konta. {_NOTHING}"
    ),
    rules.OthersThere: f"Sprawami zajmuje się jeszcze ktoś, więc zatwierdza druga osoba. {_NOTHING}",
    rules.NobodyElse: (
        "Po tej propozycji nikt nie mógłby jej zatwierdzić: druga osoba otworzyła tę sprawę albo jej ona dotyczy. "
        f"Niech ona zaproponuje, a Ty zatwierdzisz. {_NOTHING}"
    ),
    proving.AlreadyNoted: f"Taki dowód jest już zapisany, a każdy rodzaj liczy się raz. {_NOTHING}",
    proving.NoPhoneOnFile: f"Przed sprawą nie mieliśmy numeru tej osoby, więc nie ma na jaki oddzwonić. {_NOTHING}",
    proving.CodeNeeded: (
        f"Kod autoryzujący wpisz najpierw na karcie tej osoby. Tu liczy się, gdy tam się zgodzi. {_NOTHING}"
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
    facts = pages.facts_of(shown, presence.present())
    own = {name: form if type(form) is kind else _fresh(kind, shown) for name, kind in FORMS.items()}
    once = {"phones": None, "to_tell": None} | shown_once
    return form_page("recovery/case.html", form or PortalForm(formdata=None), shown=shown, **facts, **own, **once)


def _fresh(kind: type[PortalForm], shown: pages.CaseView) -> PortalForm:
    if kind is NoteForm:
        return NoteForm(shown.offered, formdata=None)
    ready = {"address": shown.told.new_email, "ends_steps": shown.told.steps_lost, "seen": stamp_of(shown.case)}
    return kind(formdata=None, data=ready)


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
    except (Refusal, CaseUnknown) as refusal:
        return refused(case_id, refusal)
    flash(said, "success")
    return to(case_id)


def refused(case_id: int, refusal: Exception) -> Page:
    """Say on the page of the case why nothing was done; raises what has no words."""
    if isinstance(refusal, CaseUnknown):
        abort(404)
    if isinstance(refusal, Obstructed):
        flash(f"Nie można iść dalej: {words.OBSTACLES[refusal.obstacle]}. {_NOTHING}", "warning")
    elif type(refusal) in _REFUSED:
        flash(_REFUSED[type(refusal)], "warning")  # type: ignore[index]
    else:
        raise refusal
    return to(case_id)


def to(case_id: int) -> Response:
    """Lead to the page of a case."""
    return redirect(url_for("recovery.one", case_id=case_id), 303)


def me() -> Actor:
    """Return who acts."""
    return presence.present().actor
