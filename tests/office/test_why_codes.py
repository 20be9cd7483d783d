"""`flask office why` about codes: tries used up, and a mailbox that refuses them."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.halfway.rules import TRIES
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from tests.accounts.owners import knock, owner, told
from tests.browser import Browser
from tests.entrance.second_step.codes import another, newest_code
from tests.letters import posted, settle_delivery
from tests.onboarding.steps import ANNA


def cause(runner: FlaskCliRunner) -> str:
    db.session.rollback()
    return str(json.loads(runner.invoke(args=["office", "why", ANNA.pesel, "--json"]).output)["cause"])


@pytest.mark.parametrize("how", ["tries", "mailbox"])
def test_who_lately_could_not_get_past_the_code_has_lost_the_second_step(
    client: Browser, app: Flask, runner: FlaskCliRunner, how: str
) -> None:
    owner()
    with told(app, login_code="new_device"):
        knock(client)
        code = newest_code()
        if how == "tries":
            for _ in range(TRIES - 1):
                client.submit("/kod", {"code": another(code)}, 422)
            client.submit("/kod", {"code": another(code)})
        else:
            with transaction():
                settle_delivery(posted("login_code")[-1].id, Outcome(Verdict.GIVE_UP, "recipient_refused", code=550))
        assert cause(runner) == "second_step_lost"
    knock(client)
    assert cause(runner) != "second_step_lost"


def test_a_code_that_came_too_late_on_our_side_is_not_a_lost_step(
    client: Browser, app: Flask, runner: FlaskCliRunner
) -> None:
    owner()
    with told(app, login_code="new_device"):
        knock(client)
        with transaction():
            settle_delivery(posted("login_code")[-1].id, Outcome(Verdict.GIVE_UP, "too_late"))
        assert cause(runner) == "nothing_wrong"
