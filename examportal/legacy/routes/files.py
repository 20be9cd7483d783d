"""Files of the old service: bringing one, its accounts with verdicts, taking them away as a file."""

from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.config import settings
from examportal.db import transaction
from examportal.legacy import wording
from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.forms import FindForm, OldFileForm
from examportal.legacy.models import OldFile
from examportal.legacy.reader import TooVaried, read_accounts
from examportal.legacy.staging import pages, queries, service
from examportal.legacy.staging.queries import FileUnknown
from examportal.legacy.staging.service import Prepared, TooManyAccounts
from examportal.sheets.reader import MAX_BYTES, FileError, FileFault
from examportal.web.downloads import KIND, hand_out
from examportal.web.forms import Page, form_was_sent
from examportal.web.guard import staff_only
from examportal.web.lists import page_asked

blueprint = Blueprint("old_accounts", __name__)
FILE = "/biuro/dawne-konta/<int(max=2147483647):file_id>"
BESIDE_THE_FILE = 64 * 1024
"""What a request holds besides the file: the token, the file's name, the browser's separators."""


@blueprint.route("/biuro/dawne-konta", methods=["GET", "POST"])
@staff_only(Permission.MOVE_ACCOUNTS)
def start() -> Page:
    """Ask for a file, and list those that came before; POST takes the file in."""
    request.max_content_length = MAX_BYTES + BESIDE_THE_FILE
    try:
        form = OldFileForm(CombinedMultiDict([request.files, request.form]) if form_was_sent() else None)
    except RequestEntityTooLarge:
        form = OldFileForm(formdata=None)
        form.refuse(wording.file_sentence(FileError(FileFault.TOO_LARGE)), "file")
        return _start(form, 413)
    if not form.validate_on_submit():
        return _start(form, 422 if form.problems else 200)
    try:
        prepared = _prepare(form)
    except TooManyAccounts:
        form.refuse(wording.TOO_MANY_ACCOUNTS, "file")
    except (FileError, ColumnsMissing, TooVaried) as fault:
        form.refuse(wording.file_sentence(fault), "file")
    else:
        return redirect(url_for("old_accounts.file", file_id=_keep(prepared)), 303)
    return _start(form, 422)


@blueprint.route(FILE, methods=["GET", "POST"])
@staff_only(Permission.MOVE_ACCOUNTS)
def file(file_id: int) -> Page:
    """Show the accounts of a file, those under one heading or all; POST looks for one."""
    found = own(file_id)
    form = FindForm()
    facts = {"file": found, "name": pages.name_of(found), "form": form, "words": wording}
    facts |= {"errors": pages.faulty_rows(found), "changed": queries.count_changed(file_id)}
    facts |= {"part": pages.file_page(found, request.args.get("powod"), page_asked(request.args))}
    if not form.validate_on_submit():
        return render_template("legacy/file.html", search=None, **facts), 422 if form.problems else 200
    return render_template("legacy/file.html", search=pages.found_in(found, form.text("query")), **facts)


@blueprint.get(f"{FILE}/werdykty.{KIND}")
@staff_only(Permission.MOVE_ACCOUNTS)
def verdicts(file_id: int, kind: str) -> Response:
    """Hand out all accounts with verdict, reason and what would have to change."""
    return hand_out(partial(pages.handed_out, own(file_id).id), f"dawne-konta-{file_id}", kind)


def own(file_id: int) -> OldFile:
    """Return a file, or answer that it is not there."""
    try:
        return queries.get_file(file_id)
    except FileUnknown:
        abort(404)


def _prepare(form: OldFileForm) -> Prepared:
    sent = form.file.data
    return service.prepare(read_accounts(sent.stream, settings().legacy_sections), sent.filename)


def _keep(prepared: Prepared) -> int:
    """Write a file down, or return the one that it is again; nobody edits the same accounts in two places."""
    member_id = presence.present().member_id
    before = queries.find_same(prepared.file.digest, prepared.file.sections)
    if before is not None:
        flash("Ten sam plik jest już przyjęty. Oto on, z uprawnieniami zmienionymi w portalu.", "warning")
        return before.id
    with transaction():
        return service.keep(prepared, member_id, staff_actor(member_id))


def _start(form: OldFileForm, status: int) -> tuple[str, int]:
    return render_template("legacy/start.html", form=form, files=pages.files()), status
