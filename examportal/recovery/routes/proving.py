"""Proofs of a case: noting them, calling back, telling a masked address."""

from flask import flash

from examportal.accounts.staff.rules import Permission
from examportal.core.errors import Refusal
from examportal.db import transaction
from examportal.recovery.forms import NoteForm
from examportal.recovery.proving import service
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.routes.showing import CASE, do, me, press, refused, show, to
from examportal.web.filters import masked_email
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm
from examportal.web.guard import staff_only


@blueprint.post(f"{CASE}/dowody")
@staff_only(Permission.HANDLE_CASES)
def note(case_id: int) -> Page:
    """Note a proof."""
    form = NoteForm(service.kinds())
    if not form.validate_on_submit():
        return show(case_id, form)
    proof, words = form.text("proof"), form.text("words")
    return do(case_id, lambda actor: service.note(case_id, proof, words, actor), "Dowód jest zapisany.")


@blueprint.post(f"{CASE}/dowody/<int(max=2147483647):proof_id>/skreslenie")
@staff_only(Permission.HANDLE_CASES)
def take_proof_back(case_id: int, proof_id: int) -> Page:
    """Let a proof count no more that was noted by mistake."""
    return press(case_id, lambda actor: service.take_back(case_id, proof_id, actor), "Dowód już się nie liczy.")


@blueprint.post(f"{CASE}/telefon")
@staff_only(Permission.HANDLE_CASES)
def show_phones(case_id: int) -> Page:
    """Show once, on this very answer, which numbers may be called back."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return to(case_id)
    try:
        with transaction():
            phones = service.show_phones(case_id, me())
    except (Refusal, LookupError) as refusal:
        return refused(case_id, refusal)
    return show(case_id, phones=phones)


@blueprint.post(f"{CASE}/adres")
@staff_only(Permission.HANDLE_CASES)
def tell_address(case_id: int) -> Page:
    """Say once, on this very answer, which address the caller may be told, masked."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return to(case_id)
    try:
        with transaction():
            email = service.tell_address(case_id, me())
    except (Refusal, LookupError) as refusal:
        return refused(case_id, refusal)
    return show(case_id, to_tell=masked_email(email) if email else "nie ma konta")
