"""What the page of a person's copy says in place of codes that the portal keeps; the file keeps the codes."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from examportal.accounts.notices.rules import Notice
from examportal.accounts.proofs.rules import Basis, GuardedAct, Source
from examportal.accounts.rules import PRIVACY_NOTICE
from examportal.accounts.suspensions import OBJECTION
from examportal.accounts.terms.rules import TERMS
from examportal.jobs.rules import Verdict
from examportal.mail.words import KINDS as LETTERS
from examportal.office.happenings import REASONS, details_words
from examportal.office.resends.words import EXCLUSIONS
from examportal.office.words import GROUNDS, UNIFY_CHOICES
from examportal.profile.changes.words import PARTS
from examportal.profile.corrections.rules import Outcome, read_about
from examportal.profile.corrections.words import TOPICS
from examportal.recovery.words import KINDS as CASES
from examportal.recovery.words import OBSTACLES, STATES, WAYS

Words = Mapping[Any, str]
_DOCUMENTS = {PRIVACY_NOTICE: "klauzula informacyjna", TERMS: "regulamin"}
_NOTICES: Mapping[str, str] = {
    Notice.SIGNED_IN: "logowanie",
    Notice.PASSWORD_CHANGED: "nowe hasło",
    Notice.EMAIL_CHANGE_ASKED: "prośba o zmianę adresu e-mail",
    Notice.EMAIL_CHANGED: "nowy adres e-mail",
    Notice.PHONE_CHANGED: "zmiana telefonu",
    Notice.SECOND_STEP_FAILED: "dobre hasło i pięć razy zły kod",
    Notice.SECOND_STEP_CHANGED: "zmiana drugiego kroku logowania",
    Notice.RECOVERY_CODE_USED: "użycie kodu zapasowego",
    Notice.PASSKEY_COPIED: "odrzucony klucz dostępu",
    Notice.DEVICES_CHANGED: "zmiana listy znanych urządzeń",
}
_CONNECTIONS = {
    "ble": "Bluetooth",
    "hybrid": "przez telefon",
    "internal": "wbudowany w urządzenie",
    "nfc": "zbliżenie (NFC)",
    "smart-card": "karta",
    "usb": "USB",
}
_DELIVERY: Mapping[str, str] = {
    Verdict.DONE: "przyjęty",
    Verdict.RETRY: "odłożony, próbujemy dalej",
    Verdict.GIVE_UP: "nie udało się",
    Verdict.HOLD: "wstrzymany",
}
_REASONS = {
    "accepted": "list przyjęty",
    "letter_unusable": "listu nie dało się złożyć",
    "message_refused": "serwer odrzucił list",
    "recipient_refused": "serwer odrzucił adres",
    "too_late": "list nie miałby już sensu",
}
_NO_LINE = "brak połączenia z serwerem poczty"
_SOURCES: Mapping[str, str] = {
    Source.SUPPORT_CODE: "kodem autoryzującym",
    Source.RECOVERY_CASE: "w sprawie o odzyskanie dostępu",
}
_BASES: Mapping[str, str] = {
    Basis.SUPPORT_CODE: "kod autoryzujący",
    Basis.SECOND_CLERK: "druga osoba z komisji",
    Basis.BREAK_GLASS: "jedna osoba z komisji",
}
_ACTS: Mapping[str, str] = {
    GuardedAct.EMAIL: "adres e-mail",
    GuardedAct.PHONE: "telefon",
    GuardedAct.PESEL: "numer PESEL",
    GuardedAct.DOCUMENT: "dokument",
    GuardedAct.SECOND_STEP: "drugi krok logowania",
    GuardedAct.UNIFY: "połączenie kart",
    GuardedAct.DISCLOSURE: "podanie danych rozmówcy",
}
_ANSWERS: Mapping[str, str] = {
    Outcome.ACCEPTED: "poprawione w ewidencji",
    Outcome.REFUSED: "bez poprawki",
    Outcome.WITHDRAWN: "wycofane",
}
_GROUNDS = {OBJECTION: "zgłoszenie „to nie ja”", **REASONS, **GROUNDS}
_CHANNELS = {"email": "e-mail", "sms": "SMS"}
_FORMATS = {"page": "strona", "json": "plik JSON"}
_IN_DETAILS: Mapping[str, Words] = {
    "act": _ACTS,
    "basis": _BASES,
    "channel": _CHANNELS,
    "document": _DOCUMENTS,
    "format": _FORMATS,
    "ground": _GROUNDS,
    "kind": {**LETTERS, **_NOTICES},
    "parts": PARTS,
    "proof": REASONS,
    "reason": REASONS,
}
_BY_COLUMN: Mapping[str, Words] = {
    "acknowledgement.document": _DOCUMENTS,
    "objection.notice": _NOTICES,
    "claim.proof": REASONS,
    "delivery_attempt.verdict": _DELIVERY,
    "proof.source": _SOURCES,
    "proof.basis": _BASES,
    "suspension.ground": _GROUNDS,
    "removal.ground": _GROUNDS,
    "unification.basis": dict(UNIFY_CHOICES),
    "correction_report.outcome": _ANSWERS,
    "resend_recipient.exclusion": EXCLUSIONS,
    "recovery_case.kind": CASES,
    "recovery_case.way": WAYS,
    "recovery_case.state": STATES,
    "recovery_case.basis": _BASES,
    "recovery_case.obstacle": OBSTACLES,
}


def details(stored: str) -> str:
    """Return the details of an entry of the journal, stored as JSON, on one line and without codes that have words."""
    told = {name: _in_words(_IN_DETAILS.get(name), value) for name, value in json.loads(stored).items()}
    return details_words(json.dumps(told))


def _in_words(words: Words | None, value: Any) -> Any:
    return _several(words, value) if words and isinstance(value, str) else value


def _one(words: Words, value: str) -> str:
    return words.get(value, value)


def _several(words: Words, value: str) -> str:
    return ", ".join(words.get(one, one) for one in re.split(", ?", value))


def _reason(value: str) -> str:
    return _NO_LINE if value.startswith("line_") else _one(_REASONS, value)


def _field(about: str) -> str:
    return TOPICS[read_about(about).topic]


SAID: Mapping[str, Callable[[str], str]] = {
    "details": details,
    "passkey.transports": partial(_several, _CONNECTIONS),
    "proof.acts": partial(_several, _ACTS),
    "correction_report.field": _field,
    "delivery_attempt.reason": _reason,
    **{column: partial(_one, words) for column, words in _BY_COLUMN.items()},
}
"""By table and column, or by the name of a column wherever it is."""
