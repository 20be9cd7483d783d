"""`/kod`: the code after the password."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from examportal.accounts import presence
from examportal.accounts.halfway import rules, service
from examportal.accounts.halfway.rules import Method, Step
from examportal.accounts.halfway.service import HalfwayEnded, Standing
from examportal.db import transaction
from examportal.entrance.second_step import counting, stronger_code
from examportal.entrance.second_step.forms import REFUSED, LoginCodeForm, SendForm
from examportal.entrance.second_step.leading import EXHAUSTED, may_trust, running_token, start_over
from examportal.sms import rules as costs
from examportal.throttle.rules import Refuse
from examportal.web.filters import wait_words
from examportal.web.forms import Page, PortalForm, form_page, too_soon
from examportal.web.guard import public

blueprint = Blueprint("second_step", __name__)

_PAGE = "entrance/second_step.html"
blueprint.register_error_handler(HalfwayEnded, start_over)


def lead_to(token: str) -> Response:
    """Lead from the password to the second step; a code is on its way then, unless it has to be asked for."""
    standing = service.standing_of(token)
    first = standing.methods[0]
    if service.mode() is not rules.Mode.ALWAYS and first in rules.SENT:
        _send(token, standing, first)
    return presence.keep_halfway(redirect(url_for("second_step.code"), 303), token)


@blueprint.route("/kod", methods=["GET", "POST"])
@public
def code() -> Page:
    """Take the code that was sent; before one was, show the button that sends it."""
    token = running_token()
    standing = service.standing_of(token)
    if standing.methods[0] not in rules.SENT:
        return stronger_code.take(token, standing)
    form = LoginCodeForm()
    if standing.sent is None or not form.validate_on_submit():
        return _shown(form if standing.sent else SendForm(None), standing)
    counted = counting.of_try(standing.account_id)
    with transaction():
        decision = counting.count(counted)
    if isinstance(decision, Refuse):
        return too_soon(_PAGE, form, decision.seconds, **_facts(form, standing))
    with transaction():
        service.count_try(token)
    browser = presence.this_browser(trusted=bool(form.remember_device.data) and may_trust())
    with transaction():
        outcome = service.pass_code(token, rules.read_code(form.text("code")) or "", browser, presence.running_here())
    if outcome.step is Step.EXHAUSTED:
        return start_over(HalfwayEnded(), EXHAUSTED)
    if outcome.arrival is None:
        form.refuse(REFUSED, "code")
        return _shown(form, standing)
    with transaction():
        counting.forgive(counted)
    return presence.drop_halfway(presence.let_in(outcome.arrival))


@blueprint.post("/kod/wyslij")
@public
def send() -> Page:
    """Send a code, the first one or one more, by the way that the button says."""
    token = running_token()
    standing = service.standing_of(token)
    form = SendForm()
    if not form.validate_on_submit():
        return _shown(form, standing)
    offered = [method for method in standing.methods if method in rules.SENT and method == form.text("channel")]
    refused = _send(token, standing, offered[0]) if offered else None
    if refused is not None:
        form.refuse(_refusal(refused))
        return render_template(_PAGE, form=form, **_facts(form, standing)), 429, {"Retry-After": str(refused.seconds)}
    return redirect(url_for("second_step.code"), 303)


def _send(token: str, standing: Standing, method: Method) -> Refuse | None:
    """Send a code, or return after how long one may be asked for."""
    with transaction():
        decision = counting.count(counting.of_sending(standing, method))
    if isinstance(decision, Refuse):
        return decision
    with transaction():
        service.send_code(token, method)
    return None


def _refusal(refused: Refuse) -> str:
    if costs.is_guard(refused.kind):
        return "Dziś wysłaliśmy już tyle SMS-ów, ile możemy. Kod możesz od razu dostać e-mailem."
    return f"Poprzedni kod wysłaliśmy niedawno. Nowy możesz zamówić {wait_words(refused.seconds)}."


def _shown(form: PortalForm, standing: Standing) -> Page:
    return form_page(_PAGE, form, **_facts(form, standing))


def _facts(form: PortalForm, standing: Standing) -> dict[str, object]:
    code_form = form if isinstance(form, LoginCodeForm) else LoginCodeForm(None)
    return {"standing": standing, "may_trust": may_trust(), "code_form": code_form}
