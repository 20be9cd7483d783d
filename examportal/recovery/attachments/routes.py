"""Files of a case at the desk: the list, adding, taking one away."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import release, transaction
from examportal.journal.rules import Actor
from examportal.recovery.attachments import queries, service, words
from examportal.recovery.attachments.forms import NAME, FilesForm, ask_again, sealed_files
from examportal.recovery.attachments.models import CaseAttachment
from examportal.recovery.attachments.queries import AttachmentUnknown
from examportal.recovery.attachments.rules import MAX_BYTES, MAX_FILES, AttachmentRefused, Fault, Kind
from examportal.recovery.queries import CaseUnknown, get_case
from examportal.web.forms import PRESSED_TOO_LATE, Page, PortalForm, form_was_sent
from examportal.web.guard import staff_only
from examportal.web.headers import in_a_box

blueprint = Blueprint("case_attachments", __name__)
blueprint.add_app_template_global(queries.all_of, "attachments_of")
FILES = "/biuro/sprawy/<int(max=2147483647):case_id>/zalaczniki"
_TYPES = {Kind.PICTURE: "image/jpeg", Kind.PAPER: "application/pdf"}


@blueprint.route(FILES, methods=["GET", "POST"])
@staff_only(Permission.HANDLE_CASES)
def overview(case_id: int) -> Page:
    """Show the files of a case; POST adds some, which came by post or were brought to the counter."""
    request.max_content_length = (MAX_FILES + 1) * MAX_BYTES
    try:
        form = FilesForm(CombinedMultiDict([request.files, request.form]) if form_was_sent() else None)
    except RequestEntityTooLarge:
        form = FilesForm(formdata=None)
        form.refuse(words.fault_sentence(AttachmentRefused(Fault.TOO_LARGE_TOGETHER), []), NAME)
        return _overview(case_id, form, 413)
    if not form.validate_on_submit():
        ask_again(form)
        return _overview(case_id, form)
    release()
    files = sealed_files(form)
    if files is None:
        return _overview(case_id, form)
    try:
        with transaction():
            service.add(case_id, files, _me())
    except tuple(words.REFUSED) as refusal:
        form.refuse(words.REFUSED[type(refusal)])
        return _overview(case_id, form)
    except CaseUnknown:
        abort(404)
    flash("Pliki są w sprawie.", "success")
    return redirect(url_for("case_attachments.overview", case_id=case_id), 303)


@blueprint.post(f"{FILES}/<int(max=2147483647):attachment_id>")
@staff_only(Permission.HANDLE_CASES)
def take(case_id: int, attachment_id: int) -> Page:
    """Hand a file out, never to be shown in the browser; who took it stands in the journal."""
    if not PortalForm().validate_on_submit():
        flash(PRESSED_TOO_LATE, "warning")
        return redirect(url_for("case_attachments.overview", case_id=case_id), 303)
    try:
        with transaction():
            attachment, content = service.take_out(case_id, attachment_id, _me())
            name, kind = f"zalacznik-{attachment.id}.{attachment.kind}", Kind(attachment.kind)
    except (CaseUnknown, AttachmentUnknown):
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return in_a_box(Response(content, mimetype=_TYPES[kind], headers=headers))


def _overview(case_id: int, form: PortalForm, status: int | None = None) -> tuple[str, int]:
    try:
        case = get_case(case_id)
    except CaseUnknown:
        abort(404)
    facts = {"case": case, "taken": words.TAKEN, "accepted": words.ACCEPTED}
    page = render_template("recovery/attachments.html", form=form, **facts)
    return page, status or (422 if form.problems else 200)


@blueprint.app_template_filter("file_name")
def file_name(attachment: CaseAttachment) -> str:
    """Return the name of a file as a page shows it."""
    return str(attachment.unseal().get("name", ""))


def _me() -> Actor:
    return staff_actor(presence.present().member_id)
