"""Looks at each part of the portal and says in a sentence what it has found."""

import smtplib
from collections.abc import Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from examportal.config import settings
from examportal.core import clock
from examportal.db import db
from examportal.jobs import queries as jobs
from examportal.mail.relay import Conversation, read_url
from examportal.mail.traffic.queries import queue
from examportal.office.doctor import dns, queries, rules
from examportal.office.doctor.rules import Finding, Level, Part, Record
from examportal.sealing.service import left_on_old_keys, newest_key_id
from examportal.sms import gateway as sms
from examportal.web.filters import moment
from examportal.web.health import readiness

Check = Callable[[], Finding]
_SPF = {
    Record.GOOD: (Level.OK, "Rekord SPF mówi, które serwery mogą wysyłać w imieniu nadawcy."),
    Record.LAX: (Level.WARNING, "Rekord SPF nie odrzuca obcych serwerów: zakończ go przez -all albo ~all."),
    Record.OPEN: (Level.FAULT, "Rekord SPF pozwala każdemu wysyłać w imieniu nadawcy (+all): usuń to."),
    Record.SEVERAL: (Level.FAULT, "Nadawca ma kilka rekordów SPF, więc odbiorcy nie uznają żadnego: zostaw jeden."),
    Record.MISSING: (Level.FAULT, "Nadawca nie ma rekordu SPF: listy będą trafiać do spamu."),
}
_DKIM = {
    Record.GOOD: (Level.OK, "Klucz DKIM jest w DNS."),
    Record.REVOKED: (Level.FAULT, "Klucz DKIM jest unieważniony (puste p=): listy podpisane nim są odrzucane."),
    Record.MISSING: (Level.FAULT, "Pod tym selektorem nie ma klucza DKIM: podpisu listów nie da się sprawdzić."),
    Record.UNNAMED: (
        Level.WARNING,
        "Nie wiadomo, czy listy są podpisywane: podaj selektor DKIM swojego serwera w EXAMPORTAL_DKIM_SELECTOR.",
    ),
}
_DMARC = {
    Record.GOOD: (Level.OK, "Polityka DMARC każe odrzucać albo odkładać listy, które podszywają się pod nadawcę."),
    Record.LAX: (Level.WARNING, "Polityka DMARC tylko patrzy (p=none): ustaw quarantine albo reject."),
    Record.SEVERAL: (Level.FAULT, "Nadawca ma kilka rekordów DMARC, więc odbiorcy nie uznają żadnego: zostaw jeden."),
    Record.MISSING: (Level.FAULT, "Nadawca nie ma rekordu DMARC, a poczta instytucji publicznych musi go mieć."),
}
_SILENT = "DNS nie odpowiada, więc tego nie sprawdziliśmy."


def examine() -> Iterator[Finding]:
    """Yield a finding for every part; what needs the database is left out when it does not answer."""
    first = _database()
    yield first
    for part, check in _CHECKS.items():
        if first.level is Level.OK or part not in _ASKING_THE_DATABASE:
            yield _looked(part, check)


def _looked(part: Part, check: Check) -> Finding:
    try:
        return check()
    except SQLAlchemyError:
        db.session.rollback()
        return Finding(part, Level.FAULT, "Baza danych nie odpowiada na to pytanie: brakuje tabel albo uprawnień.")


def _database() -> Finding:
    if readiness()["database"]:
        return Finding(Part.DATABASE, Level.OK, "Baza danych odpowiada.")
    return Finding(Part.DATABASE, Level.FAULT, "Baza danych nie odpowiada: sprawdź EXAMPORTAL_DATABASE_URL.")


def _migrations() -> Finding:
    if readiness()["schema"]:
        return Finding(Part.MIGRATIONS, Level.OK, "Schemat bazy danych jest najnowszy.")
    return Finding(Part.MIGRATIONS, Level.FAULT, "Schemat bazy danych nie jest najnowszy: uruchom flask db upgrade.")


def _keys() -> Finding:
    strange = queries.some_strange_key([key.key_id for key in settings().data_keys])
    if strange is not None:
        said = f"Są dane zamknięte kluczem {strange}, którego nie ma w EXAMPORTAL_DATA_KEYS: bez niego są stracone."
        return Finding(Part.KEYS, Level.FAULT, said)
    left = sum(left_on_old_keys().values())
    if left:
        said = f"Dane zamknięte starszymi kluczami: {left}. Uruchom flask keys rotate."
        return Finding(Part.KEYS, Level.WARNING, said)
    return Finding(Part.KEYS, Level.OK, f"Wszystkie dane są zamknięte najnowszym kluczem ({newest_key_id()}).")


def _address() -> Finding:
    if settings().secure_cookies:
        return Finding(Part.ADDRESS, Level.OK, "Portal działa pod adresem HTTPS.")
    level = Level.FAULT if settings().env == "production" else Level.WARNING
    return Finding(Part.ADDRESS, level, "Adres portalu nie jest HTTPS: hasła i listy z linkami idą jawnie.")


def _smtp() -> Finding:
    try:
        Conversation(read_url(settings().smtp_url), _domain()).part()
    except smtplib.SMTPAuthenticationError:
        return Finding(Part.SMTP, Level.FAULT, "Serwer poczty nie przyjmuje nazwy i hasła z EXAMPORTAL_SMTP_URL.")
    except (smtplib.SMTPException, OSError) as fault:
        said = f"Z serwerem poczty nie da się porozmawiać ({type(fault).__name__}): sprawdź EXAMPORTAL_SMTP_URL."
        return Finding(Part.SMTP, Level.FAULT, said)
    return Finding(Part.SMTP, Level.OK, "Serwer poczty odpowiada.")


def _spf() -> Finding:
    found = dns.texts(_domain())
    return _of_record(Part.SPF, _SPF, None if found is None else rules.read_spf(found))


def _dkim() -> Finding:
    selector = settings().dkim_selector
    if not selector:
        return _of_record(Part.DKIM, _DKIM, Record.UNNAMED)
    found = dns.texts(f"{selector}._domainkey.{_domain()}")
    return _of_record(Part.DKIM, _DKIM, None if found is None else rules.read_dkim(found))


def _dmarc() -> Finding:
    found = dns.policy_texts(_domain())
    return _of_record(Part.DMARC, _DMARC, None if found is None else rules.read_dmarc(found))


def _of_record(part: Part, words: dict[Record, tuple[Level, str]], record: Record | None) -> Finding:
    return Finding(part, *words[record]) if record else Finding(part, Level.WARNING, _SILENT)


def _sms() -> Finding:
    gateway = sms.read_url(settings().sms_url)
    if gateway is None:
        return Finding(Part.SMS, Level.OK, "Bramki SMS nie ma: kody idą tylko listem.")
    if sms.answers(gateway):
        return Finding(Part.SMS, Level.OK, "Bramka SMS odpowiada.")
    said = "Z bramką SMS nie da się połączyć: sprawdź EXAMPORTAL_SMS_URL. Kody idą tymczasem listem, kto go wybierze."
    return Finding(Part.SMS, Level.FAULT, said)


def _clock() -> Finding:
    off = queries.clock_of_database() - clock.now()
    if abs(off) <= rules.CLOCK_TOLERANCE:
        return Finding(Part.CLOCK, Level.OK, "Zegary portalu i bazy danych się zgadzają.")
    said = f"Zegary portalu i bazy danych różnią się o {abs(off).total_seconds():.0f} s: sprawdź synchronizację czasu."
    return Finding(Part.CLOCK, Level.FAULT, said)


def _worker() -> Finding:
    beat = jobs.last_heartbeat()
    if beat is None:
        return Finding(Part.WORKER, Level.FAULT, "Żaden proces flask worker jeszcze nie działał: listy nie wychodzą.")
    if clock.now() - beat > rules.HEARTBEAT:
        said = f"Proces flask worker ostatnio dał znak życia {moment(beat)}: uruchom go, bo listy nie wychodzą."
        return Finding(Part.WORKER, Level.FAULT, said)
    return Finding(Part.WORKER, Level.OK, "Proces flask worker działa.")


def _letters() -> Finding:
    oldest = queue(clock.now()).oldest
    if oldest is not None and clock.now() - oldest > rules.WAITING_LONG:
        return Finding(Part.LETTERS, Level.WARNING, f"Najstarszy list czeka w kolejce od {moment(oldest)}.")
    return Finding(Part.LETTERS, Level.OK, "Żaden list nie czeka w kolejce dłużej niż godzinę.")


def _domain() -> str:
    return settings().mail_sender.rpartition("@")[2]


_CHECKS: dict[Part, Check] = {
    Part.MIGRATIONS: _migrations,
    Part.KEYS: _keys,
    Part.ADDRESS: _address,
    Part.SMTP: _smtp,
    Part.SPF: _spf,
    Part.DKIM: _dkim,
    Part.DMARC: _dmarc,
    Part.SMS: _sms,
    Part.CLOCK: _clock,
    Part.WORKER: _worker,
    Part.LETTERS: _letters,
}
_ASKING_THE_DATABASE = {Part.MIGRATIONS, Part.KEYS, Part.CLOCK, Part.WORKER, Part.LETTERS}
