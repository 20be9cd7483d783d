"""Moving the accounts of a file: roles by rights, what becomes of each account, the move, letters to everybody."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.legacy.models import OldFile
from examportal.legacy.moving import forms, pages, service, words
from examportal.legacy.moving.forms import MoveForm, TellForm
from examportal.legacy.moving.service import OtherPlan
from examportal.legacy.staging.queries import FileUnknown, get_file
from examportal.web.downloads import KIND, hand_out
from examportal.web.forms import Page, PortalForm
from examportal.web.guard import staff_only

blueprint = Blueprint("old_moves", __name__)
MOVE = "/biuro/dawne-konta/<int(max=2147483647):file_id>/przeniesienie"
SHOWN = 50
"""Accounts of one group on the page; all are in the file to take away."""
MOVED_ON = "Tymczasem coś się zmieniło, więc nic nie zrobiliśmy. Sprawdź listę i naciśnij przycisk jeszcze raz."


@blueprint.get(MOVE)
@staff_only(Permission.MOVE_ACCOUNTS)
def show(file_id: int) -> Page:
    """Show what becomes of each account."""
    return _page(file_id, PortalForm(formdata=None))


@blueprint.post(MOVE)
@staff_only(Permission.MOVE_ACCOUNTS)
def move(file_id: int) -> Page:
    """Have the accounts moved that were shown to move; as it invites people, it takes two permissions."""
    if not presence.present().may(Permission.MANAGE_STAFF):
        abort(403)
    form = MoveForm()
    return _press(file_id, form, lambda actor: service.order(file_id, form.text("digest"), actor))


@blueprint.post(f"{MOVE}/role")
@staff_only(Permission.MOVE_ACCOUNTS)
def roles(file_id: int) -> Page:
    """Say which right leads to which role."""
    lines = pages.right_lines(_known(file_id))
    form = forms.roles_form(lines)
    if not form.validate_on_submit():
        return _page(file_id, form)
    with transaction():
        service.set_roles(forms.chosen(form, lines), _me())
    flash("Role zapisane. Poniżej widać, kto z jaką rolą przechodzi.", "success")
    return redirect(url_for("old_moves.show", file_id=file_id), 303)


@blueprint.post(f"{MOVE}/listy")
@staff_only(Permission.MOVE_ACCOUNTS)
def tell(file_id: int) -> Page:
    """Have letters written about what becomes of accounts: to owners of those that move, or of the others."""
    form = TellForm()
    act = partial(service.order_letters, file_id, moving=form.text("whom") == forms.MOVING)
    return _press(file_id, form, lambda actor: act(people=form.count, actor=actor))


@blueprint.get(f"{MOVE}/wynik.{KIND}")
@staff_only(Permission.MOVE_ACCOUNTS)
def report(file_id: int, kind: str) -> Response:
    """Hand out what becomes of each account."""
    _known(file_id)
    return hand_out(partial(pages.report, file_id), f"przeniesienie-{file_id}", kind)


def _press(file_id: int, form: PortalForm, act: Callable[[Actor], object]) -> Page:
    _known(file_id)
    if not form.validate_on_submit():
        return _page(file_id, form)
    try:
        with transaction():
            act(_me())
    except OtherPlan:
        flash(MOVED_ON, "warning")
    return redirect(url_for("old_moves.show", file_id=file_id), 303)


def _known(file_id: int) -> OldFile:
    try:
        return get_file(file_id)
    except FileUnknown:
        abort(404)


def _me() -> Actor:
    return staff_actor(presence.present().member_id)


def _page(file_id: int, form: PortalForm) -> Page:
    _known(file_id)
    shown = pages.show(file_id)
    asked = form if hasattr(form, "rola-0") else forms.roles_form(shown.rights)
    facts = {"shown": shown, "roles": asked, "names": words.ROLES, "most": SHOWN}
    facts["may_move"] = presence.present().may(Permission.MANAGE_STAFF)
    return render_template("legacy/move.html", form=form, **facts), 422 if form.problems else 200
