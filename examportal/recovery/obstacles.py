"""What has come between an approved case and its end; everything is looked at anew, whoever looked before."""

from examportal.accounts import queries as keys
from examportal.accounts.guarded import has_active_account
from examportal.core.errors import Refusal
from examportal.recovery import queries
from examportal.recovery.models import RecoveryCase
from examportal.recovery.rules import Obstacle
from examportal.register import queries as register


class Obstructed(Refusal):
    """An `obstacle` stands in the way."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


def check_way(case: RecoveryCase) -> None:
    """Let a case go on whose person is held; raises Obstructed."""
    obstacle = find(case)
    if obstacle is not None:
        raise Obstructed(obstacle)


def find(case: RecoveryCase) -> Obstacle | None:
    """Find what stands in the way of a case, whose person is held."""
    examiner_id = case.examiner_id
    if examiner_id is None or register.get_examiner(examiner_id).unified_into is not None:
        return Obstacle.JOINED
    if not has_active_account(examiner_id):
        return Obstacle.NO_ACCOUNT
    if keys.is_suspended(examiner_id):
        return Obstacle.SUSPENDED
    if keys.get_account(examiner_id).frozen_at is not None:
        return Obstacle.FROZEN
    hands = {case.proposed_by, case.approved_by} - {None}
    return None if hands <= queries.handlers() else Obstacle.HANDS_GONE
