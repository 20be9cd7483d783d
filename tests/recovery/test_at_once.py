"""Two at the same moment over one case: one wins, nothing is done twice, nothing is half done."""

from collections.abc import Callable
from functools import partial

from flask import Flask

from examportal.accounts.proofs.models import Proof
from examportal.core.errors import LinkReplaced, Refusal
from examportal.db import db, transaction
from examportal.journal.rules import NOBODY
from examportal.journal.service import verify
from examportal.recovery import access, deciding, queries, service, waiting
from examportal.recovery.models import RecoveryCase
from examportal.recovery.rules import NotNow, State
from tests.accounts.owners import owner
from tests.letters import newest_link, posted
from tests.onboarding.steps import ANNA
from tests.recovery.cases import (
    STRANGER,
    a_day_later,
    approved,
    end_waiting,
    member,
    opened,
    proposed,
    token_of,
)
from tests.storm.at_once import at_once

MANY = 4


def outcome(app: Flask, act: Callable[[], object]) -> type[Refusal] | None:
    """Return how an act in a transaction of its own ended."""
    try:
        with app.app_context(), transaction():
            act()
    except Refusal as refusal:
        return type(refusal)
    return None


def outcomes(app: Flask, *acts: Callable[[], object]) -> list[type[Refusal] | None]:
    """Do everything at once."""
    db.session.rollback()
    ended = at_once([partial(outcome, app, act) for act in acts])
    db.session.rollback()
    return ended


def test_of_many_clerks_who_approve_at_once_one_does(app: Flask) -> None:
    olga, *others = (member(f"{name}@example.pl") for name in ("olga", *"abcd"))
    case_id = opened(owner())
    seen = proposed(case_id, olga)
    ended = outcomes(app, *(partial(deciding.approve, case_id, seen, one) for one in others))
    assert sorted(str(one) for one in ended) == sorted(str(one) for one in [None, *[NotNow] * (MANY - 1)])
    assert queries.get_case(case_id).approved_by in {one.id for one in others}
    verify()


def test_an_approval_and_an_end_at_once_leave_one_of_both(app: Flask) -> None:
    olga, jan = member(), member("jan@example.pl")
    case_id = opened(owner())
    seen = proposed(case_id, olga)
    approve = partial(deciding.approve, case_id, seen, jan)
    ended = outcomes(app, approve, partial(deciding.take_back, case_id, olga))
    assert set(ended) == {None, NotNow}
    assert State(queries.get_case(case_id).state) in {State.APPROVED, State.GATHERING}


def test_a_veto_and_the_new_password_at_once(app: Flask) -> None:
    examiner_id = owner()
    case_id = opened(examiner_id)
    (link, *_) = approved(case_id, member(), member("jan@example.pl"))
    with a_day_later():
        end_waiting(case_id)
        token = token_of(newest_link("recovery_access"))
        vetoes = [partial(waiting.veto, token_of(link))] * 2
        ended = outcomes(app, *vetoes, partial(access.set_password, token, "hash"))
    state = State(queries.get_case(case_id).state)
    assert state in {State.VETOED, State.DONE}
    assert (ended[-1] is LinkReplaced) is (state is State.VETOED)
    assert db.session.query(Proof).filter_by(ended_at=None).count() == 0
    assert len(posted("recovery_office")) == (1 if state is State.VETOED else 0)
    verify()


def test_of_many_cases_of_a_person_one_is_theirs(app: Flask) -> None:
    owner()
    told = STRANGER.__class__(**{**vars(STRANGER), "claimed": ANNA.pesel})
    assert outcomes(app, *[partial(service.open_case, told, NOBODY)] * MANY) == [None] * MANY
    cases = db.session.query(RecoveryCase).all()
    assert len({case.number for case in cases}) == MANY
    assert sum(case.examiner_id is not None for case in cases) == 1
