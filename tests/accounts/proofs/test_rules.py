"""When a proof holds, and who may approve one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.proofs.rules import (
    ALWAYS_GUARDED,
    EVERY_ACT,
    Approval,
    Basis,
    GuardedAct,
    OwnProposal,
    ProofFacts,
    Source,
    acts_in,
    acts_text,
    check_approval,
    holds,
    is_guarded,
)
from examportal.journal.rules import COMMAND, Actor

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLGA = Actor("staff", 3, 17)
BY_CODE = ProofFacts(
    Source.SUPPORT_CODE, frozenset({"phone"}), NOW, NOW + HOUR, None, session_id=17, session_runs=True, is_open=True
)
BY_CASE = replace(BY_CODE, source=Source.RECOVERY_CASE, session_id=None, session_runs=False, is_open=False)


@pytest.mark.parametrize(
    ("proof", "act", "actor", "at"),
    [
        (BY_CODE, GuardedAct.PHONE, OLGA, NOW),
        (BY_CODE, GuardedAct.PHONE, OLGA, NOW + HOUR - timedelta(seconds=1)),
        (BY_CASE, GuardedAct.PHONE, OLGA, NOW),
        (BY_CASE, GuardedAct.PHONE, COMMAND, NOW),
    ],
)
def test_a_proof_holds(proof: ProofFacts, act: GuardedAct, actor: Actor, at: datetime) -> None:
    assert holds(proof, act, actor, at)


@pytest.mark.parametrize(
    ("proof", "act", "actor", "at"),
    [
        (BY_CODE, GuardedAct.EMAIL, OLGA, NOW),
        (BY_CODE, GuardedAct.PHONE, OLGA, NOW - timedelta(seconds=1)),
        (BY_CODE, GuardedAct.PHONE, OLGA, NOW + HOUR),
        (BY_CODE, GuardedAct.PHONE, Actor("staff", 3, 18), NOW),
        (BY_CODE, GuardedAct.PHONE, Actor("staff", 3), NOW),
        (BY_CODE, GuardedAct.PHONE, COMMAND, NOW),
        (replace(BY_CODE, session_id=None), GuardedAct.PHONE, OLGA, NOW),
        (replace(BY_CODE, session_runs=False), GuardedAct.PHONE, OLGA, NOW),
        (replace(BY_CODE, is_open=False), GuardedAct.PHONE, OLGA, NOW),
        (replace(BY_CODE, ended_at=NOW), GuardedAct.PHONE, OLGA, NOW),
        (replace(BY_CASE, ended_at=NOW), GuardedAct.PHONE, OLGA, NOW),
        (BY_CASE, GuardedAct.PHONE, OLGA, NOW + HOUR),
    ],
)
def test_a_proof_does_not_hold(proof: ProofFacts, act: GuardedAct, actor: Actor, at: datetime) -> None:
    assert not holds(proof, act, actor, at)


def test_no_setting_takes_the_guard_from_what_would_give_an_account_away() -> None:
    assert {act for act in GuardedAct if is_guarded(act, ())} == ALWAYS_GUARDED
    assert not ALWAYS_GUARDED & {GuardedAct.PHONE, GuardedAct.DISCLOSURE}
    assert is_guarded(GuardedAct.PHONE, ("phone",))


def test_nobody_approves_the_own_proposal_unless_the_glass_is_broken() -> None:
    approval = Approval(
        proposed_by=OLGA, approved_by=Actor("staff", 3), basis=Basis.SECOND_CLERK, valid_from=NOW, valid_until=NOW
    )
    with pytest.raises(OwnProposal):
        check_approval(approval)
    check_approval(approval | {"approved_by": Actor("staff", 4)})
    check_approval(approval | {"basis": Basis.BREAK_GLASS})


def test_acts_are_read_as_they_were_written() -> None:
    assert acts_in(acts_text(EVERY_ACT)) == EVERY_ACT
