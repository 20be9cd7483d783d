"""Taking an import back: what would happen, the confirmation, and what came of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.intake import pages
from examportal.intake.forms import ConfirmForm
from examportal.intake.models import ImportFile
from examportal.intake.queries import find_import
from examportal.intake.routes.showing import MOVED_ON
from examportal.intake.service import AlreadyUndone
from examportal.intake.undoing import NotRecorded, OtherUndo
from examportal.intake.undos import queries, service, words
from examportal.intake.undos.models import IntakeUndo
from examportal.intake.undos.pages import undo_page
from examportal.intake.undos.rules import LIFETIME, WORK, Step, step_of
from examportal.intake.undos.service import NotNow
from examportal.web.forms import Page, PortalForm
from examportal.web.guard import staff_only
from examportal.web.lists import page_asked

blueprint = Blueprint("intake_undos", __name__)
PATH = "/biuro/wczytaj/importy/<int(max=2147483647):import_id>/wycofanie"


@blueprint.get(PATH)
@staff_only(Permission.LOAD_REGISTER)
def show(import_id: int) -> Page:
    """Show how far the undoing of an import has come."""
    return _page(_merged(import_id))


@blueprint.post(PATH)
@staff_only(Permission.LOAD_REGISTER)
def plan(import_id: int) -> Page:
    """Have the worker look what undoing would do."""
    imported, form = _merged(import_id), PortalForm()
    if not form.validate_on_submit():
        return _page(imported, form)
    try:
        with transaction():
            service.want_plan(import_id, presence.present().member_id)
    except (NotNow, AlreadyUndone):
        flash(MOVED_ON)
    except NotRecorded:
        abort(404)
    return _here(import_id)


@blueprint.post(f"{PATH}/potwierdzenie")
@staff_only(Permission.LOAD_REGISTER)
def undo(import_id: int) -> Page:
    """Have the worker do exactly what was shown."""
    imported, form = _merged(import_id), ConfirmForm()
    if not form.validate_on_submit():
        return _page(imported, form)
    try:
        with transaction():
            service.want_undo(import_id, presence.present().member_id, form.text("plan"))
    except OtherUndo:
        flash("Tymczasem powstał nowy plan, więc niczego nie wycofaliśmy. Sprawdź go i potwierdź.", "warning")
    except NotNow:
        flash(MOVED_ON)
    return _here(import_id)


def _merged(import_id: int) -> ImportFile:
    imported = find_import(import_id)
    if imported is None or imported.merged_at is None:
        abort(404)
    return imported


def _here(import_id: int) -> Page:
    return redirect(url_for("intake_undos.show", import_id=import_id), 303)


def _page(imported: ImportFile, form: PortalForm | None = None) -> Page:
    task = queries.find(imported.id)
    step = step_of(queries.facts(imported, task))
    template = "progress" if step in WORK else "plan" if step in (Step.PLANNED, Step.UNDONE) else "start"
    page = render_template(
        f"intake/undo_{template}.html",
        task=task,
        step=step,
        past=pages.past_of(imported),
        form=form,
        part=_part(task) if task and step in (Step.PLANNED, Step.UNDONE) else None,
        to_undo=words.to_undo(task.plan) if task and task.plan else [],
        ends_at=task.planned_at + LIFETIME if task and task.planned_at else None,
    )
    return page, 422 if form and form.problems else 200


def _part(task: IntakeUndo) -> object:
    return undo_page(task, request.args.get("grupa"), page_asked(request.args))
