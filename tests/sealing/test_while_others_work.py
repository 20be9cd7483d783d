"""Rotation beside a process that writes, and rotation that is killed: nothing is lost, nothing fails."""

from multiprocessing import Pipe
from pathlib import Path
from threading import Event, Thread, Timer

import pytest
from flask import Flask
from sqlalchemy import func, select

from examportal.db import db, release, transaction
from examportal.journal.rules import COMMAND
from examportal.journal.service import verify
from examportal.register import queries as register
from examportal.register import service as register_service
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData, PersonEntry
from examportal.sealing import rotation, service
from tests.forks import faults_beside, flask, settings_of, started
from tests.people import Person, enter
from tests.sealing import rotating, writer
from tests.sealing.ring import BOTH, DATA_KEYS, ONLY_NEW

PEOPLE = 6000


@pytest.fixture
def crowd(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill the register under the old key; from then on this process knows both keys too."""
    with transaction():
        register_service.enter_people(
            [PersonEntry("Nowak", "Jan", PersonalData(str(number), email="j@example.pl")) for number in range(PEOPLE)]
        )
    monkeypatch.setitem(app.extensions, "keyring", BOTH)


def on_new_key() -> int:
    """Return how many people are sealed with the new key already."""
    query = select(func.count()).select_from(Examiner).where(func.substr(Examiner.sealed, 1, 3) == "k2.")
    count = db.session.scalar(query) or 0
    release()
    return count


@pytest.mark.usefixtures("crowd")
def test_others_write_and_read_all_the_while(app: Flask, tmp_path: Path) -> None:
    environ = settings_of(app, tmp_path, EXAMPORTAL_DATA_KEYS=DATA_KEYS)
    line, its_end = Pipe()
    traces, said = tmp_path / "writer", tmp_path / "rotating"
    with started(writer.write, its_end, environ=environ, out=traces) as writing:
        its_end.close()
        assert line.recv() == "has begun"
        with started(flask, "keys", "rotate", environ=environ, out=said) as process:
            process.join(120)
            assert (process.exitcode, faults_beside(said).read_text()) == (0, "")
        line.send("enough")
        last = line.recv()
        writing.join(60)
        trace = faults_beside(traces).read_text()
        assert (writing.exitcode, "Traceback" in trace) == (0, False), trace
    assert "Starszym kluczem nie jest zapieczętowane już nic." in said.read_text()
    assert last
    app.extensions["keyring"] = ONLY_NEW
    for person in db.session.query(Examiner):
        expected = str(last[person.id]) if person.id in last else None
        assert person.unseal()["phone"] == expected
    verify()


@pytest.mark.usefixtures("crowd")
def test_killed_in_the_middle_it_goes_on_where_it_was(app: Flask, tmp_path: Path) -> None:
    environ = settings_of(app, tmp_path, EXAMPORTAL_DATA_KEYS=DATA_KEYS)
    with started(rotating.rotate, environ=environ, out=tmp_path / "rotating") as process:
        while not on_new_key():
            assert process.is_alive()
        process.kill()
        process.join()
    done = on_new_key()
    assert 0 < done < PEOPLE
    assert {person.unseal()["email"] for person in db.session.query(Examiner)} == {"j@example.pl"}
    release()
    assert rotation.rotate(COMMAND) == rotation.Rotated("k2", PEOPLE - done, {})
    assert on_new_key() == PEOPLE


def test_a_row_that_somebody_holds_is_waited_for_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    held, others = enter(Person()), enter(Person(pesel="51021976515", numbers=("1-9",)))
    monkeypatch.setitem(app.extensions, "keyring", BOTH)
    holding, let_go = Event(), Event()

    def hold() -> None:
        with app.app_context(), transaction():
            person = register.get_for_change(held)
            holding.set()
            let_go.wait(5)
            person.seal(person.unseal() | {"phone": "1"})

    holder = Thread(target=hold)
    holder.start()
    assert holding.wait(5)
    Timer(0.3, let_go.set).start()
    done = rotation.rotate(COMMAND)
    holder.join()
    assert done.left == {}
    db.session.expire_all()
    assert register.get_examiner(held).unseal()["phone"] == "1"
    assert str(register.get_examiner(others).sealed).startswith("k2.")
    assert service.left_on_old_keys() == {}
