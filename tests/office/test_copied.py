"""No code of the portal stands on the page of a person's copy where there are words for it."""

import json
from collections.abc import Iterable

import pytest

from examportal import holdings
from examportal.accounts.notices.rules import Notice
from examportal.accounts.proofs.rules import Basis, GuardedAct, Source
from examportal.jobs.rules import Verdict
from examportal.office.copied import SAID, details
from examportal.office.resends.rules import Exclusion
from examportal.onboarding.rules import Proof
from examportal.profile.corrections.rules import Outcome
from examportal.recovery.rules import Kind, Obstacle, State, Way

PARTS = {part.table: part for part in holdings.PARTS}
CODES: dict[str, Iterable[str]] = {
    "acknowledgement.document": ("privacy_notice", "terms"),
    "objection.notice": Notice,
    "claim.proof": Proof,
    "delivery_attempt.verdict": Verdict,
    "delivery_attempt.reason": ("accepted", "line_TimeoutError", "letter_unusable", "message_refused", "too_late"),
    "proof.source": Source,
    "proof.basis": Basis,
    "proof.acts": GuardedAct,
    "suspension.ground": ("objection",),
    "correction_report.field": ("pesel", "nie-moj-numer-7"),
    "correction_report.outcome": Outcome,
    "resend_recipient.exclusion": Exclusion,
    "recovery_case.kind": Kind,
    "recovery_case.way": Way,
    "recovery_case.state": State,
    "recovery_case.basis": (Basis.SECOND_CLERK, Basis.BREAK_GLASS),
    "recovery_case.obstacle": Obstacle,
}


@pytest.mark.parametrize("column", CODES)
def test_each_code_has_words(column: str) -> None:
    table, _, name = column.partition(".")
    assert name in PARTS[table].told
    words = {str(code): SAID[column](str(code)) for code in CODES[column]}
    assert not {code: said for code, said in words.items() if code in said or "_" in said}


def test_what_is_no_code_stays_as_it_is() -> None:
    assert SAID["suspension.ground"]("pismo OKE.1.2026") == "pismo OKE.1.2026"
    assert SAID["passkey.transports"]("internal, hybrid") == "wbudowany w urządzenie, przez telefon"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"kind": "login_code", "number": "L-1"}, "rodzaj: kod logowania, numer: L-1"),
        ({"channel": "sms"}, "jak: SMS"),
        ({"reason": "pismo z 3 maja"}, "powód: pismo z 3 maja"),
        ({"format": "json"}, "plik: plik JSON"),
        ({"document": "terms", "version": "2"}, "dokument: regulamin, wersja: 2"),
        ({"change": 3, "parts": "phone,home_address"}, "zgłoszenie nr: 3, co: telefon, adres zamieszkania"),
        ({"browser": "Chrome, Linux", "left": None}, "przeglądarka: Chrome, Linux"),
    ],
)
def test_what_the_journal_tells_in_detail(stored: dict[str, object], said: str) -> None:
    assert details(json.dumps(stored)) == said
