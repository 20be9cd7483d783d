"""Every page of the staff, brought about as in `scenes`."""

from collections.abc import Iterator
from datetime import date, timedelta

import time_machine
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.compose import compose
from examportal.mail.service import post
from examportal.office import people
from examportal.profile.corrections import service as corrections
from examportal.profile.corrections.rules import About, Topic
from tests.browser import Browser, Page
from tests.letters import newest_link, settle_delivery
from tests.mail.conftest import FACTS
from tests.office.staff import Colleague
from tests.people import ANSWERS, PASSWORD, Person, enter
from tests.profile.reporting import report

WRONG_CODE = {"code": "000000"}


def staff_come_for_the_first_time(app: Flask) -> Iterator[Page]:
    """Open an invitation, and do each step wrongly first."""
    ewa = Colleague(Browser(app))
    link = ewa.invite()
    yield ewa.browser.get(link)
    yield ewa.browser.submit(link, {"new_password": "krótkie", "repeat_password": "inne"}, 422)
    ewa.set_password(link)
    yield Browser(app).get(link)
    yield ewa.browser.get("/biuro/aplikacja")
    yield ewa.browser.submit("/biuro/aplikacja", WRONG_CODE, 422)
    ewa.add_app()
    yield ewa.browser.get("/biuro/kody-zapasowe")
    yield ewa.browser.follow(ewa.keep_codes())
    yield ewa.browser.get(link, 410)


def invitations_that_lead_nowhere(app: Flask) -> Iterator[Page]:
    """Open invitations that are unknown, too old, or of somebody suspended."""
    ewa = Colleague(Browser(app)).set_up()
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.CLERK)
    link = jan.invite()
    yield jan.browser.get("/biuro/zaproszenie/x", 404)
    with time_machine.travel(clock.now() + timedelta(hours=72)):
        yield jan.browser.get(link, 410)
    ewa.browser.submit(f"/biuro/pracownicy/{jan.id}", button="Wstrzymaj konto")
    yield jan.browser.get(link, 410)


def staff_at_the_door(app: Flask) -> Iterator[Page]:
    """Come uninvited, with nothing, something wrong, a wrong code, a recovery code, and too often."""
    ewa = Colleague(Browser(app)).set_up()
    client = ewa.browser
    ewa.sign_out()
    yield client.follow(client.get("/biuro/", 303))
    yield client.submit("/biuro/logowanie", {}, 422)
    yield ewa.knock(422, password="nie to")
    yield client.follow(ewa.knock())
    yield client.submit("/biuro/kod", WRONG_CODE, 422)
    yield client.follow(client.submit("/biuro/kod", {"code": ewa.recovery_codes[0]}))
    ewa.sign_out()
    ewa.knock()
    for _ in range(5):
        client.submit("/biuro/kod", WRONG_CODE, 422)
    yield client.submit("/biuro/kod", WRONG_CODE, 429)


def own_keys(app: Flask) -> Iterator[Page]:
    """Look at one's own keys and change each."""
    ewa = Colleague(Browser(app)).set_up()
    client = ewa.browser
    yield client.get("/biuro/konto")
    yield client.get("/biuro/konto/haslo")
    yield client.submit("/biuro/konto/haslo", {"current_password": "nie to"}, 422)
    for page in ("aplikacja", "kody-zapasowe"):
        yield client.get(f"/biuro/konto/{page}")
        yield client.submit(f"/biuro/konto/{page}", {"current_password": "nie to"}, 422)
        yield client.follow(client.submit(f"/biuro/konto/{page}", {"current_password": ewa.password}))


def colleagues(app: Flask) -> Iterator[Page]:
    """Invite somebody, and look at colleagues of every state."""
    ewa = Colleague(Browser(app)).set_up()
    client = ewa.browser
    yield client.get("/biuro/pracownicy/zaproszenie")
    yield client.submit("/biuro/pracownicy/zaproszenie", {"email": "jan@"}, 422)
    answers = {"name": "Olga Zając", "email": "olga.zajac@example.pl", "role": Role.CLERK.value}
    yield client.follow(client.submit("/biuro/pracownicy/zaproszenie", answers))
    olga = Colleague(client, answers["email"])
    yield client.get(f"/biuro/pracownicy/{olga.id}")
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.AUDITOR).set_up()
    yield client.get(f"/biuro/pracownicy/{jan.id}")
    yield jan.browser.get("/biuro/pracownicy", 403)
    yield client.follow(client.submit(f"/biuro/pracownicy/{jan.id}", button="Wstrzymaj konto"))
    yield client.submit(f"/biuro/pracownicy/{ewa.id}", status=422, button="Wstrzymaj konto")
    yield client.get("/biuro/pracownicy")


def people_of_the_register(app: Flask) -> Iterator[Page]:
    """Look for people, and open the card of one."""
    anna = enter(Person(email="anna.los@example.pl"))
    enter(Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",)))
    client = Colleague(Browser(app)).set_up().browser
    yield client.get("/biuro/osoby")
    for typed, status in (("", 422), ("nikt", 200), ("los", 200)):
        yield client.submit("/biuro/osoby", {"query": typed}, status)
    yield client.get("/biuro/osoby?stan=nigdy")
    yield client.submit("/biuro/osoby", {"stan": "zawieszone"}, 200)
    yield client.get("/biuro/osoby/wybrane")
    change = report(anna, last_name="Żuk")
    yield client.get(f"/biuro/osoby/{anna}")
    yield client.get("/biuro/zmiany")
    with transaction():
        correction = corrections.report(anna, About(Topic.NUMBER_MISSING), "9-777", "")
    yield client.get("/biuro/poprawki")
    yield client.submit(f"/biuro/poprawki/{correction}", {}, 422, button="Odpowiedz bez poprawki")
    yield client.submit(f"/biuro/zmiany/{change}", {}, 422)
    yield client.submit(f"/biuro/osoby/{anna}", {}, 422, button="Pokaż PESEL")
    yield client.submit(f"/biuro/osoby/{anna}", {"reason": "caller"}, 200, button="Pokaż PESEL")


def numbers_by_hand(app: Flask) -> Iterator[Page]:
    """Add, remove and give back numbers, each wrongly first, and come second."""
    anna = enter(Person())
    jan = enter(Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",)))
    client = Colleague(Browser(app)).set_up().browser
    opened = client.get(f"/biuro/osoby/{anna}/numery/nowy")
    yield opened
    yield client.submit(opened, {"registry_number": "", "entered_on": "wczoraj"}, 422)
    yield client.submit(opened, {"registry_number": "2-1", "scope": "MBI"}, 422)
    number = next(one for one in people.get_card(jan).record.numbers).qualification_id
    away, back = (f"/biuro/osoby/{jan}/numery/{number}/{act}" for act in ("skreslenie", "przywrocenie"))
    early = client.get(away)
    yield early
    yield client.submit(early, {"removed_on": "01.01.2001", "ground": "na wniosek"}, 422)
    removal = {"removed_on": "01.03.2025", "ground": "na wniosek egzaminatora", "decision_number": "DK.12/2025"}
    yield client.follow(client.submit(early, removal))
    yield client.submit(early, removal, 422)
    yield client.get(back)
    yield client.submit(back, {"restored_on": "01.01.2001"}, 422)
    yield client.follow(client.submit(back, {"restored_on": "02.04.2025"}))


def people_by_hand(app: Flask) -> Iterator[Page]:
    """Enter a person and correct who somebody is, each wrongly first; meet PESELs that somebody has or had."""
    anna = enter(Person())
    jan = enter(Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",), removed={"2-1": date(2024, 3, 1)}))
    client = Colleague(Browser(app)).set_up().browser
    yield client.get("/biuro/osoby/nowa")
    yield client.submit("/biuro/osoby/nowa", {"pesel": "44051401358", "birth_date": "1.1.79"}, 422)
    answers = {"last_name": "Nowa", "first_names": "Ewa", "registry_number": "2-1", "scope": "MBI"}
    yield client.submit("/biuro/osoby/nowa", answers | {"pesel": "52040880485"}, 422)
    yield client.get(f"/biuro/osoby/{anna}/dane")
    yield client.submit(f"/biuro/osoby/{anna}/dane", {"last_name": "", "email": "anna@"}, 422)
    yield client.get(f"/biuro/osoby/{anna}/pesel")
    yield client.submit(f"/biuro/osoby/{anna}/pesel", {"pesel": "50021330853"}, 422)
    yield client.follow(client.submit(f"/biuro/osoby/{anna}/pesel", {"pesel": "52040880485"}))
    yield client.submit("/biuro/osoby/nowa", answers | {"pesel": Person().pesel, "registry_number": "3-1"}, 422)
    yield client.submit(f"/biuro/osoby/{jan}/pesel", {"pesel": Person().pesel}, 422)
    yield client.get(f"/biuro/osoby/{jan}/dokument")
    number = people.get_card(jan).record.numbers[0].qualification_id
    yield client.get(f"/biuro/osoby/{jan}/numery/{number}/poprawka")
    yield client.submit(f"/biuro/osoby/{jan}/numery/{number}/poprawka", {"removed_on": "01.01.2001"}, 422)


def two_records_of_one(app: Flask) -> Iterator[Page]:
    """Ask for the other record, wrongly first, see both side by side, join them and part them."""
    anna = enter(Person(email="anna.los@example.pl"))
    enter(Person("52040880485", "Łoś-Żuraw", "Anna", ("2-1", "2-2"), {"2-1": date(2024, 3, 1)}))
    client = Colleague(Browser(app)).set_up().browser
    yield client.get(f"/biuro/osoby/{anna}/polaczenie")
    yield client.submit(f"/biuro/osoby/{anna}/polaczenie", {"query": "Łoś"}, 422)
    pair = client.follow(client.submit(f"/biuro/osoby/{anna}/polaczenie", {"query": "2-1"}))
    yield pair
    yield client.submit(pair, {}, 422)
    card = client.follow(client.submit(pair, {"basis": "documents"}))
    yield card
    parting = next(link.attrs["href"] for link in card.tree.all("a") if "rozlaczenie" in link.attrs.get("href", ""))
    yield client.get(parting)
    yield client.follow(client.submit(parting))
    yield client.submit(parting, status=422)


def the_journal(app: Flask) -> Iterator[Page]:
    """Ask wrongly, about one person, and have the chain checked."""
    enter(Person())
    iga = Colleague(Browser(app), "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up().browser
    yield iga.get("/biuro/dziennik")
    yield iga.submit("/biuro/dziennik", {"person": "9-9", "since": "31.02.2026"}, 422, button="Pokaż wpisy")
    yield iga.follow(iga.submit("/biuro/dziennik", {"person": "1-20456"}, button="Pokaż wpisy"))
    yield iga.follow(iga.submit("/biuro/dziennik", button="Sprawdź teraz"))


def help_for_one_person(app: Flask) -> Iterator[Page]:
    """Look at people who wait for a letter, are throttled, suspended; do each act, wrongly first, and twice."""
    zofia = Browser(app)
    whom = enter(Person(email="zofia@example.pl"))
    zofia.submit("/", {"login": Person().pesel, "password": Person().numbers[0]})
    zofia.submit("/rejestracja", ANSWERS)
    client = Colleague(Browser(app), role=Role.CLERK).set_up().browser
    card = f"/biuro/osoby/{whom}"
    yield client.get(card)
    yield from _acts(client, card)
    zofia.submit(newest_link("activation"), {})
    zofia.submit("/", {"login": Person().pesel, "password": PASSWORD})
    yield zofia.get("/konto/historia")


def _acts(client: Browser, card: str) -> Iterator[Page]:
    yield client.get(f"{card}/adres")
    yield client.submit(f"{card}/adres", {"email": "zofia@"}, 422)
    yield client.follow(client.submit(f"{card}/adres", {"email": "zofia.l@example.pl", "reason": "typo"}))
    yield client.submit(card, {}, 422, button="Pokaż kontakt")
    yield client.submit(card, {"contact_reason": "caller"}, 200, button="Pokaż kontakt")
    yield client.submit(card, {"due_on": "wczoraj"}, 422, button="Zapisz notatkę")
    promise = {"note": "Oddzwonić", "due_on": f"{clock.today():%d.%m.%Y}"}
    yield client.follow(client.submit(card, promise, button="Zapisz notatkę"))
    yield client.get("/biuro/")
    yield client.get(f"{card}/historia")
    yield client.get(f"{card}/zawieszenie")
    yield client.submit(f"{card}/zawieszenie", {}, 422)
    yield client.follow(client.submit(f"{card}/zawieszenie", {"reason": "stranger"}))
    yield client.get(f"{card}/przywrocenie")
    yield client.submit(f"{card}/przywrocenie", {}, 422)
    yield client.follow(client.submit(f"{card}/przywrocenie", {"reason": "settled"}))


def letters_of_the_portal(app: Flask) -> Iterator[Page]:
    """Look at letters that did not arrive, pause, and word an answer."""
    client = Colleague(Browser(app), role=Role.REGISTRAR).set_up().browser
    for reply in ("550 5.1.1 No such user", "550 5.9.9 Odd answer"):
        with transaction():
            letter = post(compose("activation", "jan@wp.pl", **FACTS))
            settle_delivery(letter.id, Outcome(Verdict.GIVE_UP, "recipient_refused", None, 550, reply[4:], "mx.wp.pl"))
    yield client.get("/biuro/listy")
    yield client.submit("/biuro/listy", {"provider": "wp.pl"}, 422, button="Wstrzymaj wysyłanie")
    answers = {"provider": "wp.pl", "reason": "WP odrzuca wszystko, czekamy na odpowiedź."}
    yield client.follow(client.submit("/biuro/listy", answers, button="Wstrzymaj wysyłanie"))
    form = client.get("/biuro/listy/objasnienia/zmiana?odpowiedz=5.9.9")
    yield form
    yield client.submit(form, {"pattern": "x"}, 422)
    yield client.follow(client.submit(form, {"label": "dziwna", "meaning": "Zadzwoń do nas."}))


def the_season(app: Flask) -> Iterator[Page]:
    """Look at the season of nobody, then of one who waits and one who was sent back by the form, in one scope."""
    client = Colleague(Browser(app)).set_up().browser
    yield client.get("/biuro/sezon")
    anna = Person()
    enter(anna)
    examiner = Browser(app)
    examiner.submit("/", {"login": anna.pesel, "password": anna.numbers[0]})
    examiner.submit("/rejestracja", ANSWERS | {"email": "anna@"}, 422)
    examiner.submit("/rejestracja", ANSWERS)
    yield client.follow(client.submit("/biuro/sezon", {"scope": "MBI"}, button="Pokaż"))


STORIES = (
    the_season,
    the_journal,
    help_for_one_person,
    two_records_of_one,
    people_by_hand,
    people_of_the_register,
    numbers_by_hand,
    staff_come_for_the_first_time,
    invitations_that_lead_nowhere,
    staff_at_the_door,
    own_keys,
    colleagues,
    letters_of_the_portal,
)
