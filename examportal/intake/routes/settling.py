"""Rows in conflict: both sides next to each other, and what a person decides about them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.db import transaction
from examportal.intake.forms import LATER, decisions_form
from examportal.intake.pages import name_of
from examportal.intake.questions import QuestionPage, question_page
from examportal.intake.routes.showing import MOVED_ON, own, show
from examportal.intake.rules.records import Choice
from examportal.intake.uploads import conflicts, queries, words
from examportal.intake.uploads.conflicts import Answer
from examportal.intake.uploads.models import IntakeUpload
from examportal.intake.uploads.queries import UploadUnknown
from examportal.intake.uploads.rules import Step, step_of
from examportal.intake.uploads.service import NotNow, OtherPlan
from examportal.web.forms import Page, PortalForm
from examportal.web.guard import staff_only
from examportal.web.lists import page_asked

blueprint = Blueprint("intake_conflicts", __name__)


@blueprint.route("/biuro/wczytaj/<int(max=2147483647):upload_id>/decyzje", methods=["GET", "POST"])
@staff_only(Permission.LOAD_REGISTER)
def decide(upload_id: int) -> Page:
    """Show some conflicts and ask what is right; POST keeps the answers, the plan stays until it is made anew."""
    upload = own(upload_id)
    if step_of(queries.facts(upload)) is not Step.PLANNED:
        return _upload(upload_id)
    part = question_page(upload, page_asked(request.form or request.args))
    form = decisions_form(part.questions)
    if not form.validate_on_submit():
        return _page(upload, part, form)
    answers = [Answer(one.place, one.digest, _chosen(form, one.name)) for one in part.questions]
    try:
        with transaction():
            conflicts.decide(upload_id, presence.present().member_id, form.text("plan"), answers)
    except UploadUnknown:  # thrown away since the page was asked for
        abort(404)
    except OtherPlan:
        flash("Tymczasem powstał nowy plan, więc te odpowiedzi nie zostały zapisane. Oto nowy plan.", "warning")
        return _upload(upload_id)
    except NotNow:
        flash(MOVED_ON)
        return _upload(upload_id)
    flash("Odpowiedzi zapisane.", "success")
    following = part.page + 1 if part.page < part.pages else part.page
    return redirect(url_for("intake_conflicts.decide", upload_id=upload_id, strona=following), 303)


@blueprint.post("/biuro/wczytaj/<int(max=2147483647):upload_id>/decyzje/plan")
@staff_only(Permission.LOAD_REGISTER)
def plan_anew(upload_id: int) -> Page:
    """Have the plan made with what was decided."""
    form = PortalForm()
    if not form.validate_on_submit():
        return show(upload_id, form)
    try:
        with transaction():
            conflicts.want_new_plan(upload_id, presence.present().member_id)
    except UploadUnknown:
        abort(404)
    except NotNow:
        flash(MOVED_ON)
    return _upload(upload_id)


def _chosen(form: PortalForm, name: str) -> Choice | None:
    return None if form.text(name) == LATER else Choice(form.text(name))


def _upload(upload_id: int) -> Page:
    return redirect(url_for("intake.upload", upload_id=upload_id), 303)


def _page(upload: IntakeUpload, part: QuestionPage, form: PortalForm) -> Page:
    form.plan.data = upload.plan_digest  # whatever was open before: the answers are now to what this page shows
    page = render_template(
        "intake/decisions.html",
        upload=upload,
        name=name_of(upload),
        part=part,
        form=form,
        plan=upload.plan,
        words=words,
    )
    return page, 422 if form.problems else 200
