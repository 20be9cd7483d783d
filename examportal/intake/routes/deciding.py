"""What a person decides about a plan: which repairs are accepted, and that it is merged."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.intake import pages
from examportal.intake.forms import ConfirmForm, ConfirmWithConflictsForm
from examportal.intake.routes.showing import MOVED_ON, own, show
from examportal.intake.rules.records import Repair
from examportal.intake.uploads import queries, service, words
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.queries import UploadUnknown
from examportal.intake.uploads.rules import LEFT_OUT, Step, step_of
from examportal.intake.uploads.service import ConflictsLeft, NotNow, OtherPlan
from examportal.web.forms import Page, PortalForm
from examportal.web.guard import staff_only

blueprint = Blueprint("intake_decisions", __name__)


@blueprint.post("/biuro/wczytaj/<int(max=2147483647):upload_id>/naprawy")
@staff_only(Permission.LOAD_REGISTER)
def repairs(upload_id: int) -> Page:
    """Accept the ticked kinds of repair; a new plan is made."""
    form = PortalForm()
    if not form.validate_on_submit():
        return show(upload_id, form)
    accepted = frozenset(kind for kind in Repair if kind in request.form.getlist("naprawa"))
    try:
        with transaction():
            service.accept_repairs(upload_id, presence.present().member_id, accepted)
    except UploadUnknown:
        abort(404)
    except NotNow:
        flash(MOVED_ON)
    return redirect(url_for("intake.upload", upload_id=upload_id), 303)


@blueprint.route("/biuro/wczytaj/<int(max=2147483647):upload_id>/potwierdzenie", methods=["GET", "POST"])
@staff_only(Permission.LOAD_REGISTER)
def confirm(upload_id: int) -> Page:
    """Say in numbers what a merge will do; POST has the worker do it."""
    upload = own(upload_id)
    undecided = (upload.plan or {}).get("undecided", 0)
    form = ConfirmWithConflictsForm() if undecided else ConfirmForm()
    if form.is_submitted():
        if form.validate():
            return _merge(upload_id, form)
    elif step_of(queries.facts(upload)) is not Step.PLANNED:
        return redirect(url_for("intake.upload", upload_id=upload_id), 303)
    return _confirm(upload, form)


def _merge(upload_id: int, form: ConfirmForm) -> Page:
    try:
        with transaction():
            skips = isinstance(form, ConfirmWithConflictsForm)
            service.want_merge(upload_id, presence.present().member_id, form.text("plan"), skip_conflicts=skips)
    except UploadUnknown:  # thrown away since the page was asked for
        abort(404)
    except (OtherPlan, ConflictsLeft):
        flash("Tymczasem powstał nowy plan, więc niczego nie wczytaliśmy. Sprawdź go i wczytaj.", "warning")
    except NotNow:
        flash(MOVED_ON)
    return redirect(url_for("intake.upload", upload_id=upload_id), 303)


def _confirm(upload: IntakeUpload, form: ConfirmForm) -> Page:
    if step_of(queries.facts(upload)) is not Step.PLANNED:
        return show(upload.id, form)
    if not form.is_submitted():
        form.plan.data = upload.plan_digest
    if isinstance(form, ConfirmWithConflictsForm):
        count = (upload.plan or {})["undecided"]
        form.skip_conflicts.label.text = f"Pomiń {words.rows(count)} do rozstrzygnięcia i wczytaj pozostałe"
    page = render_template(
        "intake/confirm.html",
        form=form,
        upload=upload,
        name=pages.name_of(upload),
        plan=upload.plan,
        before=pages.merged_before(upload),
        to_apply=words.to_apply(upload.plan or {}),
        left_out=pages.counts(upload, [str(name) for name in LEFT_OUT]),
    )
    return page, 422 if form.problems else 200
