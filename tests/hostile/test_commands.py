"""Commands given rubbish: a sentence and exit code 1 or 2, never a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import ENVIRON
from tests.hostile.corpus import TYPED, some
from tests.house.source import ROOT
from tests.people import Person, enter

FLASK = (sys.executable, "-m", "flask")
HEAD = "PESEL;Numer ewidencyjny;Nazwisko;Imiona;Zakres;Data wpisu;Data skreślenia;E-mail;Telefon\r\n".encode()
GOOD_CELLS = [b"44051401359", b"1-20456", "Łoś".encode(), b"Anna", b"MBI", b"2020-01-01", b"", b"a@example.pl", b""]
FILES = {
    "nothing": b"",
    "NULs": b"\x00" * 5000,
    "every byte": bytes(range(256)) * 20,
    "a BOM alone": b"\xef\xbb\xbf",
    "UTF-16": HEAD.decode().encode("utf-16"),
    "half a letter": HEAD + b"\xc5",
    "quotes that never end": HEAD + b'"' * 9001,
    "a cell without an end": HEAD + b'"' + b"x" * 200_000,
    "thousands of cells": HEAD + b";" * 9000,
    "only separators": b";;;\r\n" * 300,
    "headers twice": HEAD[:-2] + b";" + HEAD,
    "headers of rubbish": "PESEL;\x0b;\u2028;;=1+1\r\n".encode(),
    "a zip that is none": b"PK\x03\x04" + bytes(range(256)),
    "an old workbook that is none": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a page": b"<html><body>404</body></html>",
}


def rows_with(value: bytes) -> list[bytes]:
    """Return rows of a register file in which this value stands once in every column."""
    cell = b'"' + value.replace(b'"', b'""') + b'"'
    return [b";".join([*GOOD_CELLS[:n], cell, *GOOD_CELLS[n + 1 :]]) for n in range(len(GOOD_CELLS))]


def is_text(value: bytes) -> bool:
    """Tell whether a value leaves the file a CSV file in UTF-8; the others spoil the whole of it."""
    try:
        return len(value) < 100_000 and not re.search("[\x00-\x08\x0e-\x1f]", value.decode())
    except UnicodeDecodeError:
        return False


def told(result: object) -> str:
    """Return what a command said; fails unless it ended as commands end."""
    output, code = str(getattr(result, "output", "")), getattr(result, "exit_code", None)
    fault = getattr(result, "exception", None)
    assert fault is None or isinstance(fault, SystemExit), f"{fault!r}"
    assert code in {0, 1, 2}
    assert "Traceback" not in output
    return output


def judged(runner: FlaskCliRunner, path: Path, data: bytes) -> set[int]:
    """Write a file, have it checked and merged; return the exit codes."""
    path.write_bytes(data)
    codes = set()
    for verb, more in (("check", ["--report", f"{path}.raport"]), ("merge", ["--skip-conflicts", "--json"])):
        result = runner.invoke(args=["intake", verb, str(path), *more])
        assert told(result).strip()
        codes.add(result.exit_code)
    return codes


def test_files_that_are_no_register(runner: FlaskCliRunner, tmp_path: Path) -> None:
    for data in some(FILES.values(), 4):  # each is read in a process of its own
        assert judged(runner, tmp_path / "plik.csv", data) <= {0, 1}
        assert told(runner.invoke(args=["register", "scopes", str(tmp_path / "plik.csv")])).strip()


def test_any_cell_of_a_register_file(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    enter(Person())
    rows = [row for value in TYPED if is_text(value) for row in rows_with(value)]
    assert judged(runner, tmp_path / "plik.csv", HEAD + b"\r\n".join(rows)) == {0}
    for value in some((value for value in TYPED if not is_text(value)), 2):
        assert judged(runner, tmp_path / "plik.csv", HEAD + b"\r\n".join(rows_with(value))) <= {0, 1}


def test_anybody_asked_for(app: Flask, runner: FlaskCliRunner) -> None:
    enter(Person())
    for value in some(TYPED, 20):
        on_the_line = value.replace(b"\x00", b"")[:5000].decode("utf-8", "surrogateescape")  # as a shell hands it over
        for args, typed in ((["--", on_the_line], b""), (["-"], value)):
            for more in ([], ["--json"]):
                result = runner.invoke(args=["register", "show", *more, *args], input=typed)
                assert told(result).strip(), value[:60]


LINES = (
    [b"intake", b"check", b"/nie/ma/\xff.csv"],
    [b"intake", b"check", b"."],
    [b"intake", b"check", b""],
    [b"intake", b"check", b"x" * 5000],
    [b"intake", b"check", b"/dev/null"],
    [b"intake", b"check", b"-"],
    [b"intake", b"check", b"-", b"--encoding", b"\xff"],
    [b"intake", b"check", b"-", b"--report", b"/nie/ma/\xff.csv"],
    [b"intake", b"check", b"-", b"--sheet", b"\xff"],
    [b"intake", b"merge", b"-", b"--accept-repair", b"\xff"],
    [b"intake", b"undo", b"\xff"],
    [b"register", b"show"],
    [b"register", b"scopes", b"\xff"],
    [b"register", b"\xff"],
    [b"accounts", b"restore", b"-"],
    [b"accounts", b"restore", b"\xff\xfe\xed\xa0\x80"],
)


def test_rubbish_on_the_command_line(runner: FlaskCliRunner) -> None:
    for line in LINES:
        result = runner.invoke(args=[os.fsdecode(word) for word in line], input=bytes(range(256)))
        assert told(result).strip(), line
        assert result.exit_code in {1, 2}, line


def test_rubbish_in_a_real_shell(app: Flask, tmp_path: Path) -> None:
    # How bytes become arguments, and what is printed bytes again, is the interpreter's doing.
    own = {"EXAMPORTAL_DATABASE_URL": app.extensions["settings"].database_url, "EXAMPORTAL_INSTANCE": str(tmp_path)}
    words, environ = (*FLASK, "register", "show", b"\xff\xed\xa0\x80"), os.environ | ENVIRON | own
    rubbish = bytes(range(256))
    ended = subprocess.run(words, input=rubbish, capture_output=True, cwd=ROOT, env=environ, check=False)
    assert b"Traceback" not in ended.stderr
    assert ended.returncode == 0
    assert "nie ma takiej osoby" in ended.stdout.decode()
