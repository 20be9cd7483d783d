"""Bringing a file: the start page with earlier imports, and the page of one upload, wherever it stands."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.intake import pages, wording
from examportal.intake.forms import UploadForm
from examportal.intake.routes.showing import show
from examportal.intake.uploads import queries, service, words
from examportal.intake.uploads.queries import UploadUnknown
from examportal.intake.uploads.receiving import receive
from examportal.sheets.reader import MAX_BYTES, FileError, FileFault
from examportal.web.forms import Page, PortalForm, form_was_sent
from examportal.web.guard import staff_only

blueprint = Blueprint("intake", __name__)
blueprint.add_app_template_filter(words.providers, "providers")

BESIDE_THE_FILE = 64 * 1024
"""What a request holds besides the file: the token, the file's name, the browser's separators."""


@blueprint.route("/biuro/wczytaj", methods=["GET", "POST"])
@staff_only(Permission.LOAD_REGISTER)
def start() -> Page:
    """Ask for a file, and list what was brought in before; POST takes the file in."""
    request.max_content_length = MAX_BYTES + BESIDE_THE_FILE
    try:
        form = UploadForm(CombinedMultiDict([request.files, request.form]) if form_was_sent() else None)
    except RequestEntityTooLarge:
        form = UploadForm(formdata=None)
        form.refuse(wording.file_sentence(FileError(FileFault.TOO_LARGE)), "file")
        return _start(form, 413)
    if not form.validate_on_submit():
        return _start(form, 422 if form.problems else 200)
    try:
        upload_id = receive(_me(), form.file.data.filename, form.file.data.stream)
    except FileError as fault:
        form.refuse(wording.file_sentence(fault), "file")
        return _start(form, 413 if fault.fault is FileFault.TOO_LARGE else 422)
    return redirect(url_for("intake.upload", upload_id=upload_id), 303)


@blueprint.get("/biuro/wczytaj/<int(max=2147483647):upload_id>")
@staff_only(Permission.LOAD_REGISTER)
def upload(upload_id: int) -> Page:
    """Show an upload where it stands: being worked on, refused, planned, merged."""
    return show(upload_id)


@blueprint.post("/biuro/wczytaj/<int(max=2147483647):upload_id>/usuniecie")
@staff_only(Permission.LOAD_REGISTER)
def throw_away(upload_id: int) -> Page:
    """Forget an upload; the register stays as it is."""
    form = PortalForm()
    if not form.validate_on_submit():
        return show(upload_id, form)
    try:
        with transaction():
            service.throw_away(upload_id, _me())
    except UploadUnknown:
        abort(404)
    flash("Plik usunięty. Ewidencja się nie zmieniła.", "success")
    return redirect(url_for("intake.start"), 303)


def _start(form: UploadForm, status: int) -> tuple[str, int]:
    mine = [(one, pages.name_of(one)) for one in queries.all_open(_me())]
    return render_template("intake/start.html", form=form, uploads=mine, pasts=pages.pasts()), status


def _me() -> int:
    return presence.present().member_id
