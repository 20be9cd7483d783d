"""The page of one upload: which one it is depends on where the upload stands."""

from flask import abort, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.intake import pages
from examportal.intake.given_logins import GivenLogins, first_given
from examportal.intake.queries import find_import
from examportal.intake.uploads import queries, words
from examportal.intake.uploads.downloads import fits_a_workbook
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.queries import UploadUnknown
from examportal.intake.uploads.rules import LEFT_OUT, WORK, Step, step_of
from examportal.sheets.reader import FileFault
from examportal.web.forms import Page, PortalForm
from examportal.web.lists import page_asked

_READ_OTHERWISE = {
    str(fault) for fault in (FileFault.ENCODING_UNKNOWN, FileFault.TRUNCATED, FileFault.TOO_MANY_COLUMNS)
}
MOVED_ON = "W innym oknie ten plik jest już na innym etapie. Oto on."


def show(upload_id: int, form: PortalForm | None = None) -> Page:
    """Return the page of an upload; `form` is one that comes back with errors."""
    upload = own(upload_id)
    step = step_of(queries.facts(upload))
    status = 422 if form and form.problems else 200
    facts = {"upload": upload, "name": pages.name_of(upload), "form": form, "step": step}
    if step is Step.RECEIVING:
        abort(404)
    if step is Step.CHOOSING:
        return redirect(url_for("intake_columns.columns", upload_id=upload_id), 303)
    if step in WORK:
        return render_template("intake/progress.html", **facts), status
    if step is Step.REFUSED:
        return render_template(
            "intake/refused.html", why=upload.unseal().get("fault"), can_choose=_can_choose(upload), **facts
        ), status
    if step is Step.PLANNED:
        return _plan(upload, facts), status
    left_out = pages.counts(upload, [str(name) for name in LEFT_OUT])
    facts |= {"applied": words.to_apply(upload.plan or {}), "left_out": left_out}
    facts |= {"logins": _logins(upload), "fits": fits_a_workbook(upload)}
    return render_template("intake/merged.html", **facts), status


def _logins(upload: IntakeUpload) -> GivenLogins:
    """Return the login numbers that a merge gave to people without PESEL."""
    imported = find_import(upload.import_id or 0)
    return first_given(imported) if imported else GivenLogins([], 0)


def _can_choose(upload: IntakeUpload) -> bool:
    """Tell whether another reading may help: not of a file that is no table whatever one says of it."""
    return upload.looked_at is not None or upload.fault in _READ_OTHERWISE


def own(upload_id: int) -> IntakeUpload:
    """Return an upload of whoever asks; everybody else's is not there."""
    try:
        return queries.get_own(upload_id, presence.present().member_id)
    except UploadUnknown:
        abort(404)


def _plan(upload: IntakeUpload, facts: dict[str, object]) -> str:
    page = page_asked(request.args)
    return render_template(
        "intake/plan.html",
        plan=upload.plan,
        part=pages.plan_page(upload, request.args.get("werdykt"), page),
        repairs=pages.repairs_of(upload),
        before=pages.merged_before(upload),
        to_apply=words.to_apply(upload.plan or {}),
        left_out=pages.counts(upload, [str(name) for name in LEFT_OUT]),
        asked=(upload.plan or {}).get("asked", 0),
        words=words,
        fits=fits_a_workbook(upload),
        **facts,
    )
