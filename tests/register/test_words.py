"""Words of names: written by every road that writes names, as Python and both databases fold them alike."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from examportal.db import db, transaction
from examportal.jobs.rules import Verdict
from examportal.journal.rules import COMMAND
from examportal.profile.unifying.rules import Basis
from examportal.profile.unifying.service import unify
from examportal.register import service
from examportal.register.changes.models import ChangeSet
from examportal.register.changes.wording import write_words
from examportal.register.entries.queries import get_record
from examportal.register.entries.service import Seen, correct_person
from examportal.register.marks.queries import email_mark, people_with, phone_mark
from examportal.register.models import Examiner
from examportal.register.rules import PersonEntry
from examportal.register.words.models import NameWord
from examportal.register.words.queries import how_many, words_in
from tests.intake.rows import csv_of
from tests.people import Person, enter
from tests.smtp import run_worker

NAMES = (
    ("Łoś-Żuraw", "Jan  Maria"),
    ("O’Neill d'Arc", "Zoë Ångström"),
    ("Weiß", "Đorđe"),
    ("Ковальчук", "Оксана"),
    ("Nowak", "Nowak"),
    ('Kowalska "Ala"', "Anna\\Ewa"),
)


def words_of(examiner_id: int) -> list[str]:
    db.session.rollback()
    query = select(NameWord.word).where(NameWord.examiner_id == examiner_id)
    return sorted(db.session.scalars(query))


@pytest.mark.parametrize(("last_name", "first_names"), NAMES)
def test_the_database_folds_as_python_does(app: Flask, last_name: str, first_names: str) -> None:
    anna = enter(Person(last_name=last_name, first_names=first_names))
    words = words_in(f"{last_name} {first_names}")
    assert words_of(anna) == sorted(words)
    (names,) = set(db.session.scalars(select(NameWord.names).where(NameWord.examiner_id == anna)))
    assert set(names.split(" ")) == {"", *words}


def test_a_corrected_name_is_found_by_its_new_words_alone(app: Flask) -> None:
    anna = enter(Person())
    with transaction():
        correct_person(Seen(anna, get_record(anna).stamp), ("Nowa", "Ewa"), (None, None), COMMAND)
    assert words_of(anna) == ["ewa", "nowa"]
    person = get_record(anna).person
    with transaction():
        service.correct_people([(anna, PersonEntry("Żak", person.first_names, person.personal))])
    assert words_of(anna) == ["ewa", "zak"]
    assert set(db.session.scalars(select(NameWord.names).where(NameWord.examiner_id == anna))) == {" zak ewa"}


def test_a_joined_record_keeps_its_words_for_the_day_it_is_parted(app: Flask) -> None:
    anna = enter(Person(last_name="Nowak", first_names="Anna"))
    other = enter(Person("52040880485", "Nowak-Lis", "Anna", ("2-1",)))
    with transaction():
        unify(Seen(anna, get_record(anna).stamp), Seen(other, get_record(other).stamp), Basis.DOCUMENTS, COMMAND)
    assert words_of(other) == ["anna", "lis", "nowak"]


def test_counting_ends_where_it_is_told_to(app: Flask) -> None:
    enter(Person())
    enter(Person("52040880485", "Łoś", "Ania", ("2-1",)))
    assert how_many(["an", "xyz"], 9) == [2, 0]
    assert how_many(["an"], 1) == [1]


def test_people_of_a_file_get_their_words_from_the_worker_once(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    jan = enter(Person())
    file = tmp_path / "ewidencja.csv"
    file.write_bytes(csv_of("52040880485;9-1;Łoś;Anna;MBI;;;;"))
    assert runner.invoke(args=["intake", "merge", str(file)]).exit_code == 0
    (anna,) = db.session.scalars(select(Examiner.id).where(Examiner.id != jan))
    assert words_of(anna) == []
    run_worker(app)
    assert words_of(anna) == ["anna", "los"]
    (change_set_id,) = db.session.scalars(select(ChangeSet.id))
    assert write_words(change_set_id).verdict is Verdict.DONE
    assert words_of(anna) == ["anna", "los"]


def marked(digest: str) -> list[int]:
    db.session.rollback()
    return list(people_with(digest, 9))


def test_people_of_a_file_are_found_by_its_contact_once_the_worker_was_there(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    jan = enter(Person(email="jan@example.pl"))
    file = tmp_path / "ewidencja.csv"
    merge = ["intake", "merge", str(file), "--json"]
    rows = (
        "52040880485;9-1;Łoś;Anna;MBI;;;Anna@example.pl;601234567",
        "44051401359;1-20456;Łoś;Anna Maria;MBI;;;nowy@example.pl;",
    )
    file.write_bytes(csv_of(*rows))
    merged = runner.invoke(args=merge)
    assert merged.exit_code == 0
    assert marked(email_mark("jan@example.pl")) == [jan]
    run_worker(app)
    (anna,) = db.session.scalars(select(Examiner.id).where(Examiner.id != jan))
    assert marked(email_mark("anna@example.pl")) == marked(phone_mark("+48601234567")) == [anna]
    assert (marked(email_mark("jan@example.pl")), marked(email_mark("nowy@example.pl"))) == ([], [jan])
    assert runner.invoke(args=["intake", "undo", str(json.loads(merged.output)["import_id"])]).exit_code == 0
    run_worker(app)
    assert (marked(email_mark("anna@example.pl")), marked(email_mark("jan@example.pl"))) == ([], [jan])
