"""What the link of an invitation answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.invitations.rules import InvitationFacts, InvitationState, state_of
from examportal.accounts.rules import AccountState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOD = InvitationFacts(NOW + timedelta(days=1), AccountState.NONE, has_number=True)


@pytest.mark.parametrize(
    ("invitation", "state"),
    [
        (GOOD, InvitationState.VALID),
        (replace(GOOD, expires_at=NOW), InvitationState.EXPIRED),
        (replace(GOOD, account=AccountState.PENDING), InvitationState.HAS_ACCOUNT),
        (replace(GOOD, account=AccountState.ACTIVE, expires_at=NOW), InvitationState.HAS_ACCOUNT),
        (replace(GOOD, account=AccountState.SUSPENDED), InvitationState.CLOSED),
        (replace(GOOD, has_number=False), InvitationState.CLOSED),
        (None, InvitationState.UNKNOWN),
    ],
)
def test_each_state_has_its_answer(invitation: InvitationFacts | None, state: InvitationState) -> None:
    assert state_of(invitation, NOW) is state
