"""Proposing, approving, approving alone, looking at that, opening once more."""

from examportal.accounts.staff.rules import Permission
from examportal.recovery import deciding, waiting
from examportal.recovery.forms import AloneForm, ApprovalForm, ProposalForm
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.routes.showing import CASE, do, press, show
from examportal.web.forms import Page
from examportal.web.guard import staff_only


@blueprint.post(f"{CASE}/propozycja")
@staff_only(Permission.HANDLE_CASES)
def propose(case_id: int) -> Page:
    """Propose that the case goes the way it asks for."""
    form = ProposalForm()
    if not form.validate_on_submit():
        return show(case_id, form)
    address, ends = form.text("address"), bool(form.ends_steps.data)
    said = "Propozycja jest zapisana. Zatwierdzi ją ktoś inny."
    return do(case_id, lambda actor: deciding.propose(case_id, address, actor, steps_lost=ends), said)


@blueprint.post(f"{CASE}/cofniecie")
@staff_only(Permission.HANDLE_CASES)
def take_back(case_id: int) -> Page:
    """Let the proposal be none."""
    said = "Propozycja jest cofnięta. Można zapisywać dowody."
    return press(case_id, lambda actor: deciding.take_back(case_id, actor), said)


@blueprint.post(f"{CASE}/zatwierdzenie")
@staff_only(Permission.HANDLE_CASES)
def approve(case_id: int) -> Page:
    """Approve what somebody else has proposed."""
    form = ApprovalForm()
    if not form.validate_on_submit():
        return show(case_id, form)
    said = "Sprawa jest zatwierdzona. Portal wysyła zawiadomienia; potem zaczyna się oczekiwanie."
    return do(case_id, lambda actor: deciding.approve(case_id, form.text("seen"), actor), said)


@blueprint.post(f"{CASE}/bez-drugiej-osoby")
@staff_only(Permission.HANDLE_CASES)
def approve_alone(case_id: int) -> Page:
    """Approve with nobody else there, for a reason."""
    form = AloneForm()
    if not form.validate_on_submit():
        return show(case_id, form)
    reason, seen = form.text("reason"), form.text("seen")
    said = "Sprawa jest zatwierdzona bez drugiej osoby. Administratorzy dostaną list, a jutro ktoś inny ją obejrzy."
    return do(case_id, lambda actor: deciding.approve_alone(case_id, reason, seen, actor), said)


@blueprint.post(f"{CASE}/przeglad")
@staff_only(Permission.HANDLE_CASES)
def review(case_id: int) -> Page:
    """Say that one has looked at what somebody approved alone."""
    return press(case_id, lambda actor: deciding.review(case_id, actor), "Obejrzana. Zniknęła z listy do obejrzenia.")


@blueprint.post(f"{CASE}/ponownie")
@staff_only(Permission.HANDLE_CASES)
def open_again(case_id: int) -> Page:
    """Open once more what was not used in time."""
    return press(
        case_id, lambda actor: waiting.open_again(case_id, actor), "Otwarte jeszcze raz. Poprzedni link już nie działa."
    )
