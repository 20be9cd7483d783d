"""`/kod` for whoever has added an app or a passkey: a code of the app, or one on paper."""

from collections.abc import Mapping

from flask import flash

from examportal.accounts import presence
from examportal.accounts.halfway import service, stronger
from examportal.accounts.halfway.rules import Step
from examportal.accounts.halfway.service import HalfwayEnded, Outcome, Standing
from examportal.accounts.own_steps import owner_of_account
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import FEW_CODES, RECOVERY_CODES
from examportal.db import transaction
from examportal.entrance.second_step import counting
from examportal.entrance.second_step.forms import WRONG_CODE, StrongStepForm
from examportal.entrance.second_step.leading import EXHAUSTED, may_trust, start_over
from examportal.throttle.rules import Limit, Refuse
from examportal.web.forms import Page, form_page, too_soon

_TYPED = "entrance/strong_step.html"


def take(token: str, standing: Standing) -> Page:
    """Take a code of the app or a recovery code."""
    form = StrongStepForm()
    facts = {"methods": [str(method) for method in standing.methods], "may_trust": may_trust()}
    if not form.validate_on_submit():
        return form_page(_TYPED, form, **facts)
    counted = counting.of_try(standing.account_id)
    decision = count(token, counted)
    if isinstance(decision, Refuse):
        return too_soon(_TYPED, form, decision.seconds, **facts)
    owner = owner_of_account(standing.account_id)
    before = steps.codes_left(owner)
    browser = presence.this_browser(trusted=bool(form.remember_device.data) and may_trust())
    with transaction():
        outcome = stronger.pass_typed(token, form.text("code"), browser, presence.running_here())
    if outcome.step is Step.REFUSED:
        form.refuse(WRONG_CODE, "code")
        return form_page(_TYPED, form, **facts)
    left = steps.codes_left(owner)
    answer = let_in(outcome, counted)
    if left < before:
        advice = " Czas na nowe – przygotujesz je na stronie „Bezpieczeństwo konta”." if left <= FEW_CODES else ""
        flash(f"Ten kod zapasowy już nie zadziała. Zostało: {left} z {RECOVERY_CODES} kodów.{advice}", "warning")
    return answer


def count(token: str, counted: Mapping[Limit, str]) -> Refuse | None:
    """Count a try before anything is compared."""
    with transaction():
        decision = counting.count(counted)
    if isinstance(decision, Refuse):
        return decision
    with transaction():
        service.count_try(token)
    return None


def let_in(outcome: Outcome, counted: Mapping[Limit, str]) -> Page:
    """Give back what the right answer cost and let the browser in; without anybody to let in, start over."""
    if outcome.arrival is None:
        return start_over(HalfwayEnded(), EXHAUSTED)
    with transaction():
        counting.forgive(counted)
    return presence.drop_halfway(presence.let_in(outcome.arrival))
