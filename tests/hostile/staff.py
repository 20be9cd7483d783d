"""The staff on their way through the portal, for the storms of rubbish."""

from datetime import date

from examportal.accounts.staff import queries
from examportal.accounts.staff.rules import MAY, Permission, Role
from examportal.accounts.staff.service import members, sessions
from examportal.accounts.terms import service as terms
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.legacy.examiners import service as old_examiners
from examportal.mail.compose import compose
from examportal.mail.service import post
from examportal.mail.texts import service as texts
from examportal.profile.corrections import service as corrections
from examportal.profile.corrections.rules import About, Topic
from examportal.register.rules import IdentityDocument
from tests.accounts.steps.keys import options_on
from tests.accounts.steps.softkey import SoftKey
from tests.accounts.terms.publishing import published
from tests.browser import Browser
from tests.hostile.handling import handling_cases
from tests.intake.rows import csv_of
from tests.intake.wizard import START, Clerk
from tests.legacy import examiners as legacy
from tests.legacy import old_files
from tests.letters import newest_link
from tests.mail.conftest import FACTS
from tests.office.rounds import at_every_step
from tests.office.staff import PASSWORD, Colleague
from tests.people import ANSWERS, Person, enter
from tests.profile.reporting import report
from tests.walks import intake_scenes as scenes

GOOD = {
    "current_password": PASSWORD,
    "name": "Jan Kowalski",
    "role": Role.CLERK.value,
    "code": "000000",
    "support_code": "000000",
    "query": "Łoś",
    "pesel": "52040880485",
    "document_kind": "paszport",
    "document_number": "FE4600207",
    "document_country": "UA",
    "birth_date": "10.01.1979",
    "reason": "caller",
    "contact_reason": "caller",
    "note": "Oddzwonić po południu",
    "due_on": "24.11.2099",
    "registry_number": "9-90001",
    "scope": "MBI",
    "entered_on": "01.09.2024",
    "removed_on": "01.03.2025",
    "ground": "na wniosek egzaminatora",
    "decision_number": "DK.12/2025",
    "person": "1-20456",
    "since": "01.09.2026",
    "until": "30.11.2026",
    "restored_on": "02.04.2025",
    "basis": "documents",
    "rola-0": "clerk",
    "pattern": "5.7.*",
    "provider": "wp.pl",
    "label": "skrzynka pełna",
    "meaning": "Usuń kilka wiadomości.",
    "changes": "Nowy § 2",
    "weight": "minor",
    "valid_from": "01.12.2026",
    "answer": "Tego numeru nie nadaliśmy.",
    "subject": "Ostatni krok",
    "body": "Jeszcze jeden krok.\n\nAktywuj konto:\n{link}",
}
"""Answers to what only the staff are asked."""


JAN = Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",))
WITHOUT_ZERO = "1271586110;1-9;Zima;Ola;MBI;;;;"


def invited(browser: Browser) -> None:
    """Somebody with an invitation in the mailbox, who has chosen a password and looks at the QR code."""
    ewa = Colleague(browser)
    ewa.set_password(ewa.invite())


def keeping_codes(browser: Browser) -> None:
    """Somebody who looks at the recovery codes."""
    ewa = Colleague(browser)
    ewa.set_password(ewa.invite())
    ewa.add_app()


def at_second_step(browser: Browser) -> None:
    """Somebody who is asked for a code."""
    ewa = Colleague(browser).set_up()
    add_passkey(ewa)
    ewa.sign_out()
    ewa.knock()
    browser.submit("/biuro/kod", button="Użyj klucza dostępu")


def holding_a_passkey(browser: Browser) -> None:
    """Somebody who is asked for a passkey and nothing else."""
    browser.submit("/biuro/logowanie", button="Zaloguj się kluczem dostępu")


def administrator(browser: Browser) -> None:
    """Somebody at the desk who manages the staff and writes the terms, with a new authenticator and codes on offer."""
    enter(Person())
    ewa = Colleague(browser).set_up()
    with transaction():
        sessions.start(queries.get_member(ewa.id))
    Colleague(browser, "olga@example.pl", "Olga Zając", Role.CLERK).invite()
    add_passkey(ewa)
    for path in ("/biuro/konto/aplikacja", "/biuro/konto/kody-zapasowe", "/biuro/konto/klucze"):
        browser.submit(path, {"current_password": ewa.password})
    other = Colleague(Browser(browser.app), "adam@example.pl", "Adam Lis").set_up()
    with transaction():
        texts.save("activation", GOOD["subject"], GOOD["body"], COMMAND, seen=0)
    published(in_days=2)
    with transaction():
        terms.save_draft(GOOD["body"], GOOD["changes"], COMMAND, seen=0)
    old_files.one_changed(ewa.id)
    third = Colleague(Browser(browser.app), "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()
    assert other.id != third.id
    browser.submit(f"/biuro/pracownicy/{third.id}", button="Wstrzymaj konto")


def registrar(browser: Browser) -> None:
    """Somebody at the desk who changes entries by hand; one of two numbers is removed, two records are joined."""
    enter(Person(numbers=("1-20456", "1-20457"), removed={"1-20456": date(2024, 3, 1)}))
    passport = IdentityDocument("paszport", "GK7700001", "UA", date(1979, 1, 10))
    oksana = enter(Person("", "Łoś", "Oksana", ("2-1",), document=passport))
    ola = enter(Person("50021330853", "Łoś", "Ola", ("2-2",)))
    report(oksana, last_name="Żuk")
    with transaction():
        corrections.report(oksana, About(Topic.NUMBER_MISSING), "8-1", "")
    Colleague(browser, role=Role.REGISTRAR).set_up()
    browser.submit(f"/biuro/osoby/{oksana}/numery/nowy", {"registry_number": "8-1", "scope": "MBI"})
    browser.submit(f"/biuro/osoby/{oksana}/polaczenie/{ola}", {"basis": "documents"})


def helping(browser: Browser) -> None:
    """Somebody who helps: one person waits for a letter and was promised a call, one is active, one suspended."""
    waits, is_active, suspended = enter(Person()), enter(JAN), enter(Person("52040880485", "Lis", "Ala", ("3-1",)))
    for person in (Person(), JAN):
        examiner = Browser(browser.app)
        examiner.submit("/", {"login": person.pesel, "password": person.numbers[0]})
        examiner.submit("/rejestracja", ANSWERS)
    examiner.submit(newest_link("activation"), {})
    for _ in range(5):
        Browser(browser.app).submit("/", {"login": JAN.pesel, "password": "nie to"}, 422)
    Colleague(browser, role=Role.CLERK).set_up()
    promise = {"note": "Oddzwonić", "due_on": "24.11.2099"}
    browser.submit(f"/biuro/osoby/{waits}", promise, button="Zapisz notatkę")
    browser.submit(f"/biuro/osoby/{suspended}/zawieszenie", {"reason": "stranger"})
    browser.get(f"/biuro/osoby/{is_active}")


def bringing_files(browser: Browser) -> None:
    """Somebody with four files: one was merged, and what undoing it would do is on show.

    The columns of the next are asked about, the others have plans with all sorts of rows, one with a decision.
    """
    scenes.load_one_scope()
    clerk = Clerk(browser.app, sitting_at=browser)
    clerk.merge(clerk.plan(csv_of(scenes.ROWS[0].replace("1-1", "2-1"))))
    (undo,) = (link.attrs["href"] for link in browser.get(START).tree.all("a") if "wycofanie" in link.attrs["href"])
    browser.submit(undo, button="Pokaż, co da się wycofać")
    clerk.work()
    clerk.look(csv_of(*scenes.ROWS), "druga.csv")
    clerk.plan(csv_of(*scenes.ROWS, WITHOUT_ZERO))
    decided = clerk.plan(csv_of(*scenes.ROWS[:2]), "trzecia.csv")
    browser.submit(f"{decided.url}/decyzje", {"row_2_number_claimed_twice": "take"}, button="Zapisz odpowiedzi")


def minding_letters(browser: Browser) -> None:
    """Somebody who has paused the letters to one provider, and has words of her own for an answer."""
    Colleague(browser, role=Role.REGISTRAR).set_up()
    with transaction():
        post(compose("claim_notice", "jan@wp.pl", **FACTS))
    browser.submit("/biuro/listy", {"provider": "wp.pl", "reason": "próba"}, button="Wstrzymaj wysyłanie")
    browser.submit("/biuro/listy/objasnienia/zmiana", {name: GOOD[name] for name in ("pattern", "label", "meaning")})


def writing_to_many(browser: Browser) -> None:
    """Somebody with rounds of letters at every step."""
    at_every_step(Colleague(browser, role=Role.CLERK).set_up().id)


def moving_accounts(browser: Browser) -> None:
    """Somebody who may only move accounts, with files of the old service at every step; one has invited a person."""
    rows = legacy.both()
    ewa = Colleague(browser, role=Role.CLERK).set_up()
    wanted = {Permission.MOVE_ACCOUNTS, Permission.MANAGE_STAFF}
    with transaction():
        members.change_permissions(ewa.id, wanted, MAY[Role.CLERK], COMMAND)
    old_files.keep(ewa.id, *old_files.ROWS)
    legacy.listed(rows)
    inviting = legacy.listed(rows, ordered=True)
    with transaction():
        old_examiners.post_some(inviting)
    stopped = legacy.listed(legacy.file_of(legacy.row_of(legacy.OLA, "ola@wp.pl")), ordered=True)
    with transaction():
        old_examiners.stop(stopped, COMMAND)


def add_passkey(ewa: Colleague) -> None:
    """Add a passkey at the desk."""
    page = ewa.browser.follow(ewa.browser.submit("/biuro/konto/klucze", {"current_password": ewa.password}))
    ewa.browser.submit(page, {"name": "klucz", "credential": SoftKey().make(options_on(page))})


PERSONAS = (
    bringing_files,
    moving_accounts,
    registrar,
    handling_cases,
    writing_to_many,
    minding_letters,
    helping,
    invited,
    keeping_codes,
    at_second_step,
    holding_a_passkey,
    administrator,
)
