"""The public page of those who lost the way in."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from examportal.config import settings
from examportal.core.text import squeeze
from examportal.db import release, transaction
from examportal.recovery.attachments import words
from examportal.recovery.attachments.forms import NAME, ask_again, sealed_files
from examportal.recovery.attachments.rules import MAX_BYTES, MAX_FILES, AttachmentRefused, Fault
from examportal.recovery.documents.queries import lists
from examportal.recovery.public import service
from examportal.recovery.public.forms import LostAccessForm
from examportal.throttle import service as throttle
from examportal.throttle.rules import CASE_TELLERS, CASES_ALL, CASES_OF, Refuse, address_key
from examportal.web.forms import Page, form_page, form_was_sent, too_soon
from examportal.web.guard import public

blueprint = Blueprint("lost_access", __name__)

REQUEST_BYTES = (MAX_FILES + 1) * MAX_BYTES
"""More than the files may have together: who sends too much shall find the other answers where they were."""
_PAGE = "recovery/lost_access.html"
_TOLD = "case_number"


@blueprint.route("/brak-dostepu", methods=["GET", "POST"])
@public
def tell() -> Page:
    """Take what somebody without access tells; the answer is the same for everybody."""
    request.max_content_length = REQUEST_BYTES
    try:
        form = LostAccessForm(CombinedMultiDict([request.files, request.form]) if form_was_sent() else None)
    except RequestEntityTooLarge:
        form = LostAccessForm(formdata=None)
        form.refuse(words.fault_sentence(AttachmentRefused(Fault.TOO_LARGE_TOGETHER), []), NAME)
        return render_template(_PAGE, form=form, **_facts()), 413
    if not form.validate_on_submit():
        ask_again(form)
        return form_page(_PAGE, form, **_facts())
    return _take(form)


@blueprint.get("/brak-dostepu/przyjete")
@public
def told() -> Page:
    """Show the number of the case and say what happens next; the number is only here."""
    number = session.get(_TOLD)
    if number is None:
        return redirect(url_for("lost_access.tell"), 303)
    return render_template("recovery/told.html", number=number, **_facts())


def _take(form: LostAccessForm) -> Page:
    """Count, draw the files anew, and open the case: in this order, so that nobody makes the portal draw for ever."""
    whom = squeeze(form.text("claimed") or form.text("new_email")).lower()
    of_cases = {CASES_OF: whom, CASES_ALL: ""}
    for limits in ({CASE_TELLERS: address_key(request.remote_addr)}, of_cases):
        with transaction():
            decision = throttle.count_event(limits)
        if isinstance(decision, Refuse):
            ask_again(form)
            return too_soon(_PAGE, form, decision.seconds, **_facts())
    release()
    files = sealed_files(form)
    if files is None:
        with transaction():
            throttle.forgive_event(of_cases)
        return form_page(_PAGE, form, **_facts())
    with transaction():
        number = service.tell(form.told(), files)
    session[_TOLD] = number
    return redirect(url_for("lost_access.told"), 303)


def _facts() -> dict[str, object]:
    return {
        "lists": lists(),
        "taken": words.TAKEN,
        "accepted": words.ACCEPTED,
        "waiting_hours": settings().recovery_waiting_hours,
        "attachment_days": settings().recovery_attachment_days,
    }
