"""One account of the old service: its matrix of rights, the verdict, and changing it by hand."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.legacy import rules, wording
from examportal.legacy.forms import MatrixForm, edits_without_view, matrix, ticked
from examportal.legacy.models import OldFile, StagedAccount
from examportal.legacy.routes.files import FILE, own
from examportal.legacy.rules import Right
from examportal.legacy.staging import pages, queries, service
from examportal.legacy.staging.queries import AccountUnknown
from examportal.legacy.staging.service import ChangedMeanwhile
from examportal.web.forms import Page
from examportal.web.guard import staff_only

blueprint = Blueprint("old_account", __name__)
ACCOUNT = f"{FILE}/konta/<int(max=2147483647):account_id>"
_CHANGED = "Ktoś w międzyczasie zmienił uprawnienia tego konta, więc nic nie zapisaliśmy."
_GIVEN_BACK = "Konto ma znowu uprawnienia z pliku."


@blueprint.route(ACCOUNT, methods=["GET", "POST"])
@staff_only(Permission.MOVE_ACCOUNTS)
def edit(file_id: int, account_id: int) -> Page:
    """Show the rights of an account with the verdict; POST saves them, or only tells what the verdict would be."""
    file, staged = own(file_id), _staged(file_id, account_id)
    if request.method == "GET":
        return _page(file, staged, _fresh(staged), service.account_of(staged).rights)
    form = MatrixForm()
    rights = ticked(file.sections, file.rights, request.form)
    if not form.validate_on_submit():
        return _page(file, staged, form, rights)
    if alone := edits_without_view(rights):
        form.refuse(f"Edycja wymaga podglądu. Zaznacz też podgląd: {', '.join(alone)}.")
        return _page(file, staged, form, rights)
    if request.form.get("act") == "sprawdz":
        return _page(file, staged, form, rights)
    return _save(file, staged, form, rights)


@blueprint.post(f"{ACCOUNT}/z-pliku")
@staff_only(Permission.MOVE_ACCOUNTS)
def give_back(file_id: int, account_id: int) -> Page:
    """Give an account the rights of the file again."""
    file, staged = own(file_id), _staged(file_id, account_id)
    form = MatrixForm()
    if not form.validate_on_submit():
        return _page(file, staged, form, service.account_of(staged).rights)
    try:
        with transaction():
            service.give_back((file_id, account_id), seen=form.edition, actor=_me())
    except ChangedMeanwhile:
        flash(f"{_CHANGED} Sprawdź, co jest teraz.", "warning")
    else:
        flash(_GIVEN_BACK, "success")
    return redirect(url_for("old_account.edit", file_id=file_id, account_id=account_id), 303)


def _save(file: OldFile, staged: StagedAccount, form: MatrixForm, rights: frozenset[Right]) -> Page:
    place = (file.id, staged.id)
    settled = bool(form.settled.data)
    try:
        with transaction():
            service.set_rights(place, rights, settled=settled, seen=form.edition, actor=_me())
    except ChangedMeanwhile:
        now = _staged(*place)
        form.seen.data = str(now.edition)
        form.refuse(_meanwhile(service.account_of(now).rights, rights, file))
        return _page(file, now, form, rights)
    flash("Uprawnienia zapisane.", "success")
    return redirect(url_for("old_account.edit", file_id=file.id, account_id=staged.id), 303)


def _meanwhile(saved: frozenset[Right], mine: frozenset[Right], file: OldFile) -> str:
    counted = frozenset(right for right in saved if right.section in file.sections)
    told = [wording.change_sentence(*one) for one in rules.changes(counted, mine)]
    if not told:
        return f"{_CHANGED} Zaznaczone jest to samo, co jest już zapisane."
    return f"{_CHANGED} Zaznaczone poniżej różni się od zapisanego: {'; '.join(told)}. Sprawdź i zapisz jeszcze raz."


def _page(file: OldFile, staged: StagedAccount, form: MatrixForm, rights: frozenset[Right]) -> tuple[str, int]:
    """Show an account with these rights, saved or not."""
    saved = service.account_of(staged)
    settled = bool(form.settled.data)
    shown = service.proposed(staged, file, rights, settled=settled)
    return render_template(
        "legacy/account.html",
        form=form,
        file=file,
        staged=staged,
        account=saved,
        lines=matrix(file.sections, file.rights, rights),
        told=pages.told_of(staged, shown, service.judged(staged, file, shown)),
        is_saved=shown == saved,
        changed=pages.changed_words(staged),
        errors=[(error.line, wording.row_sentence(error)) for error in service.errors_of(staged.unseal())],
        words=wording,
    ), 422 if form.problems else 200


def _fresh(staged: StagedAccount) -> MatrixForm:
    return MatrixForm(formdata=None, seen=str(staged.edition))


def _staged(file_id: int, account_id: int) -> StagedAccount:
    try:
        return queries.get_account(file_id, account_id)
    except AccountUnknown:
        abort(404)


def _me() -> Actor:
    return staff_actor(presence.present().member_id)
