"""The own data: the form, what was reported, and a confirmation to print."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.drafts.late import answers_waiting, keeps_answers
from examportal.accounts.presence import present
from examportal.config import settings
from examportal.db import transaction
from examportal.profile import queries as profiles
from examportal.profile.changes import queries, rules, service, words
from examportal.profile.changes.forms import ChangeForm
from examportal.profile.changes.queries import ChangeUnknown
from examportal.profile.changes.rules import ChangedMeanwhile, NothingChanged
from examportal.profile.rules import ProfileData
from examportal.register import queries as register
from examportal.throttle import service as throttle
from examportal.throttle.rules import PROFILE_CHANGES, Refuse
from examportal.web.forms import Page, form_page, form_was_sent, too_soon
from examportal.web.guard import examiners_only
from examportal.web.lists import row_number

blueprint = Blueprint("changes", __name__)
blueprint.add_app_template_filter(words.address_line, "address_line")
blueprint.add_app_template_filter(words.parts_words, "parts_words")
AT_ONCE = 20
_MEANWHILE = (
    "W tym czasie Twoje dane zmieniły się w innym oknie. Niczego nie zapisaliśmy, a Twoje odpowiedzi zostały. Sprawdź "
    "je i zapisz jeszcze raz."
)


@blueprint.route("/konto/dane", methods=["GET", "POST"])
@examiners_only
@keeps_answers(ChangeForm)
def edit() -> Page:
    """Show the own data as a form, or report what was changed in it."""
    profile = profiles.get_profile(present().examiner_id)
    form = ChangeForm(data=None if form_was_sent() else _ready_answers(profile))
    if not form.validate_on_submit():
        return form_page("profile/data.html", form, **_facts())
    with transaction():
        decision = throttle.count_event({PROFILE_CHANGES: str(present().examiner_id)})
    if isinstance(decision, Refuse):
        return too_soon("profile/data.html", form, decision.seconds, **_facts())
    return _report(form)


def _ready_answers(profile: ProfileData) -> dict[str, Any]:
    """Fill in the profile as it is, and over it what was typed before; then with the stamp of that time."""
    return ChangeForm.filled_in(profile) | {"stamp": service.stamp_of(profile)} | answers_waiting()


def _report(form: ChangeForm) -> Page:
    try:
        with transaction():
            change_id = service.report(present().examiner_id, form.text("stamp"), form.profile())
    except NothingChanged:
        flash("Nie ma czego zapisać: takie dane już mamy.")
        return redirect(url_for("changes.edit"), 303)
    except ChangedMeanwhile:
        form.stamp.data = service.stamp_of(profiles.get_profile(present().examiner_id))
        form.refuse(_MEANWHILE)
        return form_page("profile/data.html", form, **_facts())
    flash("Zmiana jest zapisana i zgłoszona komisji.", "success")
    return redirect(url_for("changes.confirmation", change_id=change_id), 303)


@blueprint.get("/konto/dane/zgloszenia")
@examiners_only
def reported() -> Page:
    """Show what the person has reported, the last first."""
    before = request.args.get("przed", type=row_number)
    found = queries.own_changes(present().examiner_id, before, AT_ONCE + 1)
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return render_template("profile/reported.html", changes=_told(found[:AT_ONCE]), parts=words.PARTS, more=more)


@blueprint.get("/konto/dane/zgloszenia/<int(max=2147483647):change_id>")
@examiners_only
def confirmation(change_id: int) -> Page:
    """Show the confirmation of one change, to be printed."""
    try:
        change = queries.get_own(change_id, present().examiner_id)
    except ChangeUnknown:
        abort(404)
    return render_template(
        "profile/confirmation.html",
        change=change,
        was_and_is=words.was_and_is(change),
        parts=words.PARTS,
        outside=rules.parts_outside(change.after, settings().board_voivodeships),
        **_facts(),
    )


def _told(changes: list[rules.Reported]) -> list[dict[str, Any]]:
    return [{"change": one, "lines": words.was_and_is(one)} for one in changes]


def _facts() -> dict[str, Any]:
    examiner = register.get_examiner(present().examiner_id)
    return {"examiner": examiner, "numbers": register.all_numbers(examiner.id)}
