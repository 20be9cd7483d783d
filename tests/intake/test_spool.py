"""The place where rows wait: in order, sealed, and gone with the process."""

import os
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from examportal.core.sealed import PassingCipher, SealBroken
from examportal.intake import planning, service
from examportal.intake.rules.differences import Difference, Told
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import Judgement, Reason, Repair, RowWarning, State, Verdict
from examportal.intake.spool import Spool
from examportal.register.rules import IdentityDocument, NumberEntry, PersonalData, PersonEntry
from tests.intake.rows import PESELS, WHO, csv_of, reading
from tests.intake.test_merge import NUMBERS

SECRETS = (PESELS[0], "Kanareczek", "kanareczek@example.pl", "1-77777")


def test_a_cipher_opens_only_what_it_has_sealed() -> None:
    cipher, other = PassingCipher(), PassingCipher()
    assert cipher.open(cipher.seal(b"a")) == b"a"
    for sealed in (other.seal(b"a"), b"", cipher.seal(b"a")[:-1]):
        with pytest.raises(SealBroken):
            cipher.open(sealed)


def test_what_is_laid_in_comes_out_whole() -> None:
    born, day, later = date(1979, 1, 10), date(2020, 1, 1), date(2021, 1, 1)
    papers = IdentityDocument("paszport", "FE4600207", "UA", born)
    full = PersonalData(PESELS[0], born, "a@example.pl", "+48501501501", papers)
    assert None not in full
    numbers = {"1-1": NumberEntry("1-1", "MBI", day, later), "1-2": NumberEntry("1-2", "E8P")}
    changes = [
        Change(7, State(PersonEntry("Gęś", "Ewa", full), numbers), State(PersonEntry("Kos", "Ewa", PersonalData()))),
        Change(None, State(), State(PersonEntry("Źrebiec", "Jan", full._replace(document=None)), numbers)),
    ]
    judged = [
        (Judgement(9000, Verdict.CORRECT, Reason.DATES_CHANGED), [Difference(Told.SCOPE, None, "MBI")]),
        (Judgement(2, Verdict.NEW_PERSON, None, tuple(Repair), tuple(RowWarning), counts=False), []),
    ]
    rows = [
        (reading(line, f"1-{line}", identity=who, entered_on=day, removed_on=later, email="a@example.pl"), who)
        for line, who in enumerate(WHO * 200, 2)
    ]
    spool = Spool()
    spool.add_changes(changes)
    spool.add_judgements(judged)
    spool.add_rows((row, row.entry, bytes([50 * WHO.index(who)]) * 32, True) for row, who in rows if row.entry)
    assert list(spool.changes()) == changes
    assert list(spool.judgements()) == judged[::-1]
    people = list(spool.people())
    assert [row for _, own in people for row in own] == [row for who in WHO for row, one in rows if one == who]
    assert len(people) == len(WHO)


@pytest.mark.usefixtures("scopes")
def test_nothing_personal_lies_on_the_disk_in_clear(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.intake.spool._CACHE_KIB", 8)
    rows = [f"{PESELS[0]};1-77777;Kanareczek;Ewa;MBI;;;kanareczek@example.pl;"] * 3000
    plan = service.plan(service.open_file(csv_of(*rows), min_age=22, number_pattern=NUMBERS))
    files = [Path(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]  # noqa: PTH208 - names of open files
    spools = [file for file in files if "etilqs" in os.path.realpath(file)]
    assert spools
    written = b"".join(spool.read_bytes() for spool in spools)
    assert len(written) > 100_000
    assert [secret for secret in SECRETS if secret.encode() in written] == []
    assert plan.rows == 3000


@pytest.mark.usefixtures("scopes")
def test_the_plan_does_not_depend_on_the_size_of_a_batch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        *(f"{pesel};1-{number};Gęś;Grzegorz;MBI;;;;" for pesel in PESELS for number in range(5)),
        f"{PESELS[0]};2-1;Gęś;Grzegorz;MBI;;;;",
        "złe;1-1;Gęś;Grzegorz;MBI;;;;",
    ]
    found = []
    for size in (1, 3, 1000):
        monkeypatch.setattr(planning, "BATCH", size)
        plan = service.plan(service.open_file(csv_of(*rows), min_age=22, number_pattern=NUMBERS))
        found.append(list(plan.judgements()))
        assert (plan.rows, plan.undecided) == (17, 15)
    assert found[0] == found[1] == found[2]
