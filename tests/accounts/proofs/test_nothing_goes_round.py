"""Nobody but its owner changes the keys of an active account round the choke point: by source, and by pressing all."""

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from examportal.accounts import own_steps, queries
from examportal.accounts.phones.queries import find_number
from examportal.accounts.staff.rules import Role
from examportal.accounts.steps import queries as steps
from examportal.db import db
from examportal.profile.queries import get_profile
from examportal.register import queries as register
from examportal.register.entries.queries import former_identities
from tests.accounts.owners import owner, sign_in
from tests.accounts.phones.confirming import confirmed
from tests.accounts.steps.keys import add_app
from tests.browser import Browser, Page
from tests.hostile.staff import GOOD as OF_STAFF
from tests.hostile.visits import GOOD, forget_attempts
from tests.house.source import dotted, portal_modules
from tests.html import Node
from tests.office.staff import Colleague
from tests.onboarding.steps import ANNA
from tests.people import Person, enter

OLA = Person("52040880485", "Łoś", "Anna Maria", ("7-1",))
PAGES = (
    "",
    "/adres",
    "/zawieszenie",
    "/dane",
    "/pesel",
    "/dokument",
    "/numery/nowy",
    "/polaczenie",
    "/prosby",
    "/sprawa",
)
CHOKE = ("accounts/guarded.py", "accounts/regaining.py")
"""What asks for a proof itself."""
ROUND = {
    # What is called, and who may call it: the choke point, or the owner's own pages.
    r"addresses\.ask": {"accounts/guarded.py", "profile/contact/routes.py"},
    r"ending\.end_all": {*CHOKE, "accounts/staff/service/members.py"},
    r"phones\.end_confirmed|keeping\.end_confirmed": {*CHOKE, "accounts/phones/service.py"},
    r"entries\.correct_pesel|entries\.correct_document": {"accounts/guarded.py"},
    r"joining\.(join|part)": {"profile/unifying/service.py"},
    r"apps\.remove": {"accounts/own_steps.py"},
    r"own_steps\.(remove|confirm|add|keep)_\w+": {"accounts/routes/keys.py", "accounts/routes/second_step.py"},
    r"prove_by_code|\w+\.prove_by_code": {"accounts/support_codes/service.py"},
}
WRITES = {
    r"(?m)^\s*(\w+, )?account\.email(, [\w.]+)* = ": {"accounts/addresses/service.py", "accounts/service.py", *CHOKE},
    r"values\([^)]*pesel_index=": {"register/entries/service.py", "register/entries/joining.py"},
    r"update\(Account\)": set[str](),
}


def callers(pattern: str) -> set[str]:
    """Return the modules that call something by this name."""
    called = re.compile(pattern)
    return {
        module.name.removeprefix("examportal/")
        for module in portal_modules()
        for name, _ in module.calls
        if called.fullmatch(name)
    }


@pytest.mark.parametrize("pattern", ROUND)
def test_only_the_choke_point_and_the_owner_reach_what_changes_keys(pattern: str) -> None:
    found = callers(pattern)
    assert found
    assert found <= ROUND[pattern]


@pytest.mark.parametrize("name", CHOKE)
def test_what_stands_at_the_choke_point_asks_for_a_proof(name: str) -> None:
    (module,) = [one for one in portal_modules() if one.name == f"examportal/{name}"]
    changes = {"addresses.ask", "ending.end_all", "entries.correct_pesel", "entries.correct_document"}
    for act in [node for node in module.tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]:
        called = [dotted(node.func) for node in ast.walk(act) if isinstance(node, ast.Call)]
        writes = any(isinstance(node, ast.Attribute) and node.attr == "email" for node in ast.walk(act))
        if changes & {*called} or writes:
            assert called[0].endswith("check_proof") or "guarded.check_proof" in called


@pytest.mark.parametrize("pattern", WRITES)
def test_the_columns_are_written_in_one_place_each(pattern: str) -> None:
    wrote = {m.name.removeprefix("examportal/") for m in portal_modules() if re.search(pattern, m.text)}
    assert wrote <= WRITES[pattern]


def keys_of(anna: int) -> tuple[object, ...]:
    """Return by what somebody signs in, and is written to and called."""
    db.session.rollback()
    account, person, mine = queries.get_account(anna), register.get_examiner(anna), own_steps.owner_of(anna)
    known = account.email, person.pesel_index, person.document_index, person.unified_into, former_identities()
    return *known, steps.has_app_or_passkey(mine), find_number(account.id), get_profile(anna).phone


def forms(clerk: Browser, path: str, page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Return where the forms of a page about somebody go, filled in as a person would."""
    answer = clerk.flask.get(path + page)
    if answer.status_code != 200:
        return
    shown = Page(path + page, answer)
    for form in shown.tree.all("main")[0].all("form"):
        action = form.attrs.get("action") or path + page
        if action.startswith(path):
            yield action, dict(_filled(form))


def _filled(form: Node) -> Iterator[tuple[str, str]]:
    good: dict[str, object] = {**GOOD, **OF_STAFF}
    for control in form.all("input", "select", "textarea"):
        name = control.attrs.get("name", "")
        ready = control.attrs.get("value", "")
        yield name, ready if control.attrs.get("type") == "hidden" else str(good.get(name, ready or "on"))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REGISTRAR, Role.CLERK])
def test_whatever_the_office_presses_without_a_proof_an_active_account_keeps_its_keys(app: Flask, role: Role) -> None:
    anna, ola = owner(ANNA), enter(OLA)
    confirmed(anna)
    add_app(sign_in(Browser(app), anna))
    clerk = Colleague(Browser(app), role=role).set_up().browser
    before, path, pressed = keys_of(anna), f"/biuro/osoby/{anna}", set[str]()
    for page in (*PAGES, f"/polaczenie/{ola}"):
        for action, answers in forms(clerk, path, page):
            forget_attempts()
            status = clerk.flask.post(action, data=answers).status_code
            assert status < 500
            assert keys_of(anna) == before, action
            pressed.add(action.removeprefix(path))
    assert {"/prosby/email", "/prosby/telefon", "/prosby/drugi-krok", "/kod-autoryzujacy"} <= pressed
    assert ({"/pesel", "/dokument", f"/polaczenie/{ola}"} <= pressed) is (role is not Role.CLERK)
    clerk.flask.get(path)
    turned = f"/biuro/osoby/{ola}"
    for action, answers in forms(clerk, turned, f"/polaczenie/{anna}"):
        clerk.flask.post(action, data=answers)
        assert keys_of(anna) == before
