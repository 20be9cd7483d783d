"""Examiners of the old service: the file, who is invited and who is not, the invitations on their way."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.config import settings
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.examiners import pages, queries, service, words
from examportal.legacy.examiners.forms import ExaminersFileForm, InviteForm
from examportal.legacy.examiners.queries import FileUnknown
from examportal.legacy.examiners.reader import read_examiners
from examportal.legacy.examiners.service import NotNow, OtherList
from examportal.legacy.examiners.work import bring_in
from examportal.sheets.reader import MAX_BYTES, FileError, FileFault
from examportal.web.downloads import KIND, hand_out
from examportal.web.forms import Page, PortalForm, form_page, form_was_sent
from examportal.web.guard import staff_only
from examportal.web.lists import page_asked

blueprint = Blueprint("old_examiners", __name__)
FILE = "/biuro/dawne-konta/egzaminatorzy/<int(max=2147483647):file_id>"
BESIDE_THE_FILE = 64 * 1024
"""What a request holds besides the file: the token, the file's name, the browser's separators."""
MOVED_ON = "Tymczasem coś się zmieniło, więc nic nie zrobiliśmy. Sprawdź liczby i naciśnij przycisk jeszcze raz."


@blueprint.route("/biuro/dawne-konta/egzaminatorzy", methods=["GET", "POST"])
@staff_only(Permission.MOVE_ACCOUNTS)
def start() -> Page:
    """Ask for a file, and list what was brought before; POST reads the file and writes to nobody."""
    request.max_content_length = MAX_BYTES + BESIDE_THE_FILE
    try:
        form = ExaminersFileForm(CombinedMultiDict([request.files, request.form]) if form_was_sent() else None)
    except RequestEntityTooLarge:
        form = ExaminersFileForm(formdata=None)
        form.refuse(words.file_sentence(FileError(FileFault.TOO_LARGE)), "file")
        return _start(form)[0], 413
    if not form.validate_on_submit():
        return _start(form)
    try:
        file = read_examiners(form.file.data.stream, today=clock.today(), min_age=settings().min_age)
    except (FileError, ColumnsMissing) as fault:
        form.refuse(words.file_sentence(fault), "file")
        return _start(form)
    file_id = bring_in(file, form.file.data.filename or "", presence.present().member_id)
    return redirect(url_for("old_examiners.show", file_id=file_id), 303)


@blueprint.get(FILE)
@staff_only(Permission.MOVE_ACCOUNTS)
def show(file_id: int) -> Page:
    """Show who of a file is invited, who is not and why, and how far the invitations have come."""
    return _file(file_id, PortalForm(formdata=None))


@blueprint.post(f"{FILE}/zaproszenia")
@staff_only(Permission.MOVE_ACCOUNTS)
def invite(file_id: int) -> Page:
    """Have the invitations posted that were shown."""
    form = InviteForm()
    return _press(file_id, form, lambda actor: service.order(file_id, form.text("digest"), actor))


@blueprint.post(f"{FILE}/zatrzymanie")
@staff_only(Permission.MOVE_ACCOUNTS)
def stop(file_id: int) -> Page:
    """Post no more invitations."""
    return _press(file_id, PortalForm(), partial(service.stop, file_id))


@blueprint.post(f"{FILE}/wznowienie")
@staff_only(Permission.MOVE_ACCOUNTS)
def go_on(file_id: int) -> Page:
    """Go on after a stop."""
    return _press(file_id, PortalForm(), partial(service.go_on, file_id))


@blueprint.get(f"{FILE}/lista.{KIND}")
@staff_only(Permission.MOVE_ACCOUNTS)
def listed(file_id: int, kind: str) -> Response:
    """Hand out every row with what becomes of it."""
    _known(file_id)
    return hand_out(partial(pages.listed, file_id), f"egzaminatorzy-dawnego-serwisu-{file_id}", kind)


def _press(file_id: int, form: PortalForm, act: Callable[[Actor], None]) -> Page:
    _known(file_id)
    if not form.validate_on_submit():
        return _file(file_id, form)
    try:
        with transaction():
            act(staff_actor(presence.present().member_id))
    except (NotNow, OtherList):
        flash(MOVED_ON, "warning")
    return redirect(url_for("old_examiners.show", file_id=file_id), 303)


def _known(file_id: int) -> None:
    try:
        queries.get(file_id)
    except FileUnknown:
        abort(404)


def _start(form: PortalForm) -> tuple[str, int]:
    return form_page("legacy/examiners.html", form, files=pages.all_files(), steps=words.STEPS)


def _file(file_id: int, form: PortalForm) -> Page:
    try:
        shown = pages.show(file_id, request.args.get("wynik"), page_asked(request.args))
    except FileUnknown:
        abort(404)
    page = render_template("legacy/examiners_file.html", form=form, shown=shown, steps=words.STEPS)
    return page, 422 if form.problems else 200
