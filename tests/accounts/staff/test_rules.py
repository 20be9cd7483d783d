"""Rules of the staff's keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.staff import rules
from examportal.accounts.staff.rules import (
    InvitationFacts,
    LastAdministrator,
    MemberFacts,
    MemberState,
    Permission,
    PermissionsIncomplete,
    Role,
    Step,
)
from examportal.core import errors

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ACTIVE = MemberFacts(NOW, suspended=False, has_authenticator=True, is_invited=False)
INVITED = MemberFacts(None, suspended=False, has_authenticator=False, is_invited=True)
LINK = InvitationFacts(NOW + MINUTE, None, suspended=False)


def test_permissions_are_those_of_the_role() -> None:
    def roles_with(permission: Permission) -> set[Role]:
        return {role for role in Role if permission in rules.permissions_of(role, {})}

    assert roles_with(Permission.MANAGE_STAFF) == {Role.ADMINISTRATOR}
    assert roles_with(Permission.LOAD_REGISTER) == {Role.ADMINISTRATOR, Role.REGISTRAR}
    assert roles_with(Permission.READ_JOURNAL) == {Role.ADMINISTRATOR, Role.AUDITOR}
    assert all(rules.permissions_of(role, {}) == rules.MAY[role] for role in Role)


def test_somebodys_own_set_is_the_roles_with_what_was_given_and_taken_away() -> None:
    own = {str(Permission.HELP_PEOPLE): False, str(Permission.READ_JOURNAL): True, "what_was_once": True}
    assert rules.permissions_of(Role.CLERK, own) == {
        Permission.SEE_PEOPLE,
        Permission.HANDLE_CASES,
        Permission.READ_JOURNAL,
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("wanted", [frozenset(), frozenset(Permission), frozenset({Permission.READ_JOURNAL})])
def test_differences_give_the_wanted_set(role: Role, wanted: frozenset[Permission]) -> None:
    own = rules.differences(role, wanted)
    assert rules.permissions_of(role, own) == wanted
    assert len(own) == len(wanted ^ rules.MAY[role])


@pytest.mark.parametrize("alone", [Permission.HELP_PEOPLE, Permission.CORRECT_REGISTER])
def test_acts_on_a_persons_pages_need_the_pages(alone: Permission) -> None:
    with pytest.raises(PermissionsIncomplete):
        rules.differences(Role.CLERK, {alone})


def test_a_set_as_the_journal_keeps_it() -> None:
    assert rules.permissions_text(rules.MAY[Role.CLERK]) == "handle_cases,help_people,see_people"


def test_the_state_follows_from_the_dates() -> None:
    assert rules.state_of(None, suspended=False) is MemberState.INVITED
    assert rules.state_of(NOW, suspended=False) is MemberState.ACTIVE
    assert {rules.state_of(moment, suspended=True) for moment in (None, NOW)} == {MemberState.SUSPENDED}


@pytest.mark.parametrize(
    ("member", "step"),
    [
        (ACTIVE, Step.CODE),
        (replace(ACTIVE, suspended=True), Step.REFUSED),
        (INVITED, Step.AUTHENTICATOR),
        (replace(INVITED, has_authenticator=True), Step.CODE),
        (replace(INVITED, suspended=True), Step.REFUSED),
        (replace(INVITED, is_invited=False), Step.REFUSED),
    ],
)
def test_what_follows_the_right_password(member: MemberFacts, step: Step) -> None:
    assert rules.step_after_password(member) is step


def test_what_follows_the_right_code() -> None:
    assert rules.step_after_code(NOW) is Step.SIGNED_IN
    assert rules.step_after_code(None) is Step.RECOVERY_CODES


def test_where_half_a_sign_in_stands() -> None:
    assert rules.step_of_half(has_authenticator=False, passed_code=False) is Step.AUTHENTICATOR
    assert rules.step_of_half(has_authenticator=True, passed_code=False) is Step.CODE
    assert rules.step_of_half(has_authenticator=True, passed_code=True) is Step.RECOVERY_CODES


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        (replace(LINK, used_at=NOW, suspended=True), errors.LinkUsed),
        (replace(LINK, suspended=True), errors.LinkReplaced),
        (replace(LINK, expires_at=NOW), errors.LinkExpired),
    ],
)
def test_a_link_that_does_not_work_says_why(link: InvitationFacts, refusal: type[Exception]) -> None:
    rules.check_invitation(LINK, NOW)
    with pytest.raises(refusal):
        rules.check_invitation(link, NOW)


def test_the_last_administrator_stays() -> None:
    with pytest.raises(LastAdministrator):
        rules.check_somebody_is_left({1}, 1)
    rules.check_somebody_is_left({1, 2}, 1)
    rules.check_somebody_is_left({1}, 2)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" Ewa.Nowak @Example.PL", "ewa.nowak@example.pl"),
        ("ewa", None),
        ("", None),
        ("ewa@localhost", None),
        ("łoś@example.pl", None),
    ],
)
def test_an_address_is_read_in_one_form(typed: str, read: str | None) -> None:
    assert rules.read_address(typed) == read


def test_the_staff_among_actors_are_found() -> None:
    assert rules.staff_ids(["staff:12", "examiner:1", None, "staff:3", "command", "staff:12", "staff:x"]) == [3, 12]
