"""The page of one upload: which one it is depends on where the upload stands."""

from flask import abort, render_template, request

from examportal.accounts.staff import presence
from examportal.intake import pages
from examportal.intake.uploads import queries, words
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.queries import UploadUnknown
from examportal.intake.uploads.rules import LEFT_OUT, WORK, Step, step_of
from examportal.web.forms import Page, PortalForm


def show(upload_id: int, form: PortalForm | None = None) -> Page:
    """Return the page of an upload; `form` is one that comes back with errors."""
    upload = own(upload_id)
    step = step_of(queries.facts(upload))
    status = 422 if form and form.problems else 200
    facts = {"upload": upload, "name": pages.name_of(upload), "form": form, "step": step}
    if step is Step.RECEIVING:
        abort(404)
    if step in WORK:
        return render_template("intake/progress.html", **facts), status
    if step is Step.REFUSED:
        return render_template("intake/refused.html", why=upload.unseal().get("fault"), **facts), status
    if step is Step.PLANNED:
        return _plan(upload, facts), status
    left_out = pages.counts(upload, [str(name) for name in LEFT_OUT])
    applied = words.to_apply(upload.plan or {})
    return render_template("intake/merged.html", applied=applied, left_out=left_out, **facts), status


def own(upload_id: int) -> IntakeUpload:
    """Return an upload of whoever asks; everybody else's is not there."""
    try:
        return queries.get_own(upload_id, presence.present().member_id)
    except UploadUnknown:
        abort(404)


def _plan(upload: IntakeUpload, facts: dict[str, object]) -> str:
    page = request.args.get("strona", 1, type=int)
    return render_template(
        "intake/plan.html",
        plan=upload.plan,
        part=pages.plan_page(upload, request.args.get("werdykt"), page),
        repairs=pages.repairs_of(upload),
        before=pages.merged_before(upload),
        to_apply=words.to_apply(upload.plan or {}),
        words=words,
        **facts,
    )
