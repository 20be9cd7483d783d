"""Two at the same moment: one link, one code, the last administrators. One wins, and nobody sees an error page."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from examportal.accounts import passwords
from examportal.accounts.staff import queries
from examportal.accounts.staff.models import HalfSignIn, StaffMember, StaffSession
from examportal.accounts.staff.rules import LastAdministrator, Permission, Role
from examportal.accounts.staff.service import members
from examportal.accounts.staff.service.members import AlreadyInvited, ChangedMeanwhile, NotActive, NotAllowed
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core.errors import Refusal, Suspended
from examportal.db import db, transaction
from examportal.journal.rules import Actor
from examportal.journal.service import verify
from tests.browser import Browser, Page
from tests.office.staff import Colleague
from tests.storm.at_once import at_once

MANY = 8
Act = Callable[[int, Actor], StaffMember]


def copies(browser: Browser) -> list[Browser]:
    """Return browsers that all hold the cookie of one, as somebody has who stole it."""
    cookie = browser.flask.get_cookie("portal")
    assert cookie is not None
    others = [Browser(browser.app) for _ in range(MANY)]
    for other in others:
        other.flask.set_cookie("portal", cookie.value)
    return others


def where_to(pages: list[Page]) -> Counter[str]:
    return Counter(page.location for page in pages)


def test_many_passwords_by_one_link_leave_one_password_and_one_way_on(app: Flask) -> None:
    people = [Colleague(Browser(app), password=f"moje długie hasło {number}") for number in range(MANY)]
    link = people[0].invite()
    forms = [one.browser.get(link) for one in people]
    answers = [{"new_password": one.password, "repeat_password": one.password} for one in people]
    sent = at_once(
        [partial(one.browser.submit, form, typed) for one, form, typed in zip(people, forms, answers, strict=True)]
    )
    assert where_to(sent) == {"/biuro/aplikacja": MANY}
    stored = db.session.query(StaffMember).one().password_hash
    (winner,) = [one for one in people if passwords.verify(stored, one.password)]
    assert db.session.query(HalfSignIn).filter_by(ended_at=None).count() == 1
    opened = [one.browser.flask.get("/biuro/aplikacja").status_code for one in people]
    assert [one for one, status in zip(people, opened, strict=True) if status == 200] == [winner]
    verify()


def test_a_set_up_finished_many_times_at_once_is_finished_once(app: Flask) -> None:
    ewa = Colleague(Browser(app))
    ewa.set_password(ewa.invite())
    ewa.add_app()
    page = ewa.browser.get("/biuro/kody-zapasowe")
    sent = at_once([partial(one.submit, page) for one in copies(ewa.browser)])
    assert where_to(sent) == {"/biuro/": 1, "/biuro/logowanie": MANY - 1}
    assert db.session.query(StaffSession).count() == 1
    verify()


@pytest.mark.parametrize("kind", ["app", "paper"])
def test_a_code_sent_many_times_at_once_lets_one_in(app: Flask, kind: str) -> None:
    ewa = Colleague(Browser(app)).set_up()
    ewa.sign_out()
    ewa.knock()
    page = ewa.browser.get("/biuro/kod")
    code = ewa.code() if kind == "app" else ewa.recovery_codes[0]
    # No more than the throttle lets through at once.
    sent = at_once([partial(one.submit, page, {"code": code}) for one in copies(ewa.browser)[:4]])
    assert where_to(sent) == {"/biuro/": 1, "/biuro/logowanie": 3}
    assert db.session.query(StaffSession).filter_by(ended_at=None).count() == 1


@pytest.mark.parametrize(
    "acts", [("suspend",), ("role",), ("keys",), ("ticks",), ("suspend", "role", "keys", "ticks")], ids="-".join
)
def test_two_administrators_who_remove_each_other_at_once(app: Flask, acts: tuple[str, ...]) -> None:
    ewa = Colleague(Browser(app)).set_up()
    adam = Colleague(Browser(app), "adam@example.pl", "Adam Lis").set_up()
    ids, everything, manage = (ewa.id, adam.id), frozenset(Permission), Permission.MANAGE_STAFF
    what: dict[str, Act] = {
        "suspend": members.suspend,
        "keys": members.take_keys_back,
        "role": lambda whom, actor: members.change_role(whom, Role.CLERK, actor),
        "ticks": lambda whom, actor: members.change_permissions(whom, everything - {manage}, everything, actor),
    }

    def remove(act: Act, whom: int, who: int) -> type[Refusal] | None:
        try:
            with app.app_context(), transaction():
                act(whom, staff_actor(who))
        except Refusal as refusal:
            return type(refusal)
        return None

    db.session.rollback()
    pairs = (ids, ids[::-1])
    outcomes = at_once([partial(remove, what[name], *pair) for name in acts for pair in pairs])
    db.session.rollback()
    assert len(queries.active_administrators()) == 1
    assert outcomes.count(None) >= 1
    assert set(outcomes) <= {None, NotAllowed, LastAdministrator, NotActive, Suspended, ChangedMeanwhile}
    verify()


def test_one_of_many_invitations_of_one_address_counts(app: Flask) -> None:
    ewa = Colleague(Browser(app)).set_up()
    actor = staff_actor(ewa.id)

    def invite() -> type[Refusal] | None:
        try:
            with app.app_context(), transaction():
                members.invite("jan@example.pl", "Jan Lis", Role.CLERK, actor)
        except AlreadyInvited as refusal:
            return type(refusal)
        return None

    db.session.rollback()
    assert Counter(at_once([invite] * MANY)) == {None: 1, AlreadyInvited: MANY - 1}
