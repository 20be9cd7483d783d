"""People who wait for their activation, and rounds of letters to them, for tests."""

from collections.abc import Sequence

from examportal.accounts import service as accounts
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.office.resends import queries, service
from examportal.office.resends.rules import Step, step_of
from examportal.office.resends.work import work
from examportal.register import service as register
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry
from tests.people import SCOPES


def pending(count: int, domain: str = "wp.pl") -> list[int]:
    """Put people into the register who wait for their activation, and return their ids."""
    with transaction():
        register.load_scopes(SCOPES, COMMAND)
        people = register.enter_people([PersonEntry(f"Kowal{place}", "Ewa", PersonalData()) for place in range(count)])
        register.enter_numbers([(who, NumberEntry(f"9-{who}", "MBI", None, None)) for who in people], COMMAND)
        for who in people:
            accounts.open_account(who, f"osoba{who}@{domain}", "no hash")
    return list(people)


def order(member_id: int, people: Sequence[int]) -> int:
    """Begin a round and have everybody looked at; return its id."""
    with transaction():
        resend_id = service.order({"people": list(people)}, member_id, staff_actor(member_id)).id
    work(resend_id)
    return resend_id


def confirm(act: str, resend_id: int) -> None:
    """Order the next part of a round as a page does that shows the right number."""
    waiting = sum(queries.waiting_by_provider(resend_id).values())
    with transaction():
        getattr(service, act)(resend_id, waiting, staff_actor(1))


def step_at(resend_id: int) -> Step:
    """Return where a round stands."""
    return step_of(queries.facts(queries.get(resend_id)))


def at_every_step(member_id: int) -> list[int]:
    """Return rounds that are listed, tried, being sent and stopped."""
    listed = order(member_id, pending(2))
    tried, sending, stopped = (order(member_id, pending(21)) for _ in range(3))
    for one in (tried, sending, stopped):
        confirm("order_trial", one)
    for one in (tried, sending):
        work(one)
    confirm("order_rest", sending)
    with transaction():
        service.stop(stopped, staff_actor(member_id))
    return [listed, tried, sending, stopped]
