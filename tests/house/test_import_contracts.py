"""Each import contract fails on a planted violation; plain modules load neither Flask nor SQLAlchemy nor WTForms."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

FLOORS = "Floors: imports only go down"
PLAIN = "The cellar, rules and readers are plain Python"
RULES = "Rules know only core and other rules"
NO_WEB = "Services and queries do not know that there is a web"
NO_SQL = "Routes, forms, letters and commands hold no SQL"

# contract → (file that gets one more line, the line); a missing file is made
PLANTED = [
    (FLOORS, "core/text.py", "import examportal.config"),
    (FLOORS, "jobs/seen.py", "import examportal.throttle"),
    (PLAIN, "core/text.py", "import flask"),
    (PLAIN, "sheets/reader.py", "import wtforms"),
    (PLAIN, "register/rules.py", "import sqlalchemy.orm"),
    (PLAIN, "register/reader.py", "import flask"),
    (PLAIN, "register/rules.py", "import examportal.config"),  # which knows Flask
    (RULES, "register/rules.py", "import examportal.register.models"),
    (RULES, "accounts/staff/rules.py", "import examportal.accounts.staff.models"),  # a topic inside a room
    (NO_WEB, "register/service.py", "import flask"),
    (NO_WEB, "accounts/staff/service/sign_in.py", "import flask"),
    (NO_WEB, "register/queries.py", "import wtforms"),
    (NO_SQL, "register/commands.py", "import sqlalchemy"),
    (NO_SQL, "register/routes.py", "import flask_sqlalchemy"),
    (NO_SQL, "office/routes/door.py", "import sqlalchemy"),
]

WATCH = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    heavy = {"flask", "sqlalchemy", "wtforms", "flask_sqlalchemy", "flask_wtf", "flask_login"} & set(sys.modules)
    assert not heavy, f"{name} loads {sorted(heavy)}"
"""


def contracts() -> list[str]:
    """Return the names of all contracts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter in a folder, apart from this process."""
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([command, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False)


def plant(folder: Path, *violations: tuple[str, str]) -> None:
    """Copy the package with its contracts into a folder; there, let files have one more line."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    without = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(PACKAGE, folder / "examportal", ignore=without)
    for file, line in violations:
        path = folder / "examportal" / file
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        before = path.read_text() if path.exists() else ""
        path.write_text(f"{before}\n{line}\n")


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what is said about each contract once every violation is planted: in one copy, looked through once."""
    folder = tmp_path_factory.mktemp("planted")
    plant(folder, *((file, line) for _, file, line in PLANTED))
    answer = lint_imports(folder)
    assert answer.returncode == 1
    headings = re.split(r"(?m)^(.+)\n-{10,}\n", answer.stdout.partition("Broken contracts")[2])
    return dict(zip(headings[1::2], headings[2::2], strict=True))


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED, ids=lambda value: str(value).split("/")[-1][:30])
def test_a_planted_violation_breaks_its_contract(
    complaints: dict[str, str], contract: str, file: str, line: str
) -> None:
    importing = ".".join(("examportal", *Path(file).with_suffix("").parts))
    imported = line.split()[1]
    told = imported if imported.startswith("examportal") else imported.partition(".")[0]  # others by package
    assert f"{importing} -> {told} (" in complaints[contract]


def test_a_room_without_a_floor_is_refused_before_anything_else(tmp_path: Path) -> None:
    plant(tmp_path, ("attic/__init__.py", "import examportal.core.clock"))
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1
    assert "attic" in answer.stdout


def test_every_contract_is_planted_once() -> None:
    assert sorted({contract for contract, _, _ in PLANTED}) == sorted(contracts())


def test_plain_modules_load_nothing_heavy() -> None:
    plain = [
        *(PACKAGE / "core").glob("*.py"),
        *(PACKAGE / "sheets").glob("*.py"),
        *PACKAGE.glob("**/rules.py"),
        *PACKAGE.glob("*/rules/*.py"),
        *PACKAGE.glob("*/reader.py"),
    ]
    names = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in plain)
    subprocess.run([sys.executable, "-c", WATCH, *names], cwd=ROOT, check=True)
    assert "examportal.register.rules" in names
