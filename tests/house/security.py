"""Writes docs/security.md: each requirement of the standard that applies, and the test or setting that proves it.

The standard is the OWASP Application Security Verification Standard 5.0. Which of its requirements apply here says a
file beside the portal's checkout; `asvs5.csv` has them, so that every clone can be checked. The answers are those of
`security.toml`. Run this module to take the requirements over, where that file is, and to write the page anew:
`.venv/bin/python -m tests.house.security`.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from examportal.accounts import rules as keys
from examportal.accounts.staff import rules as staff
from examportal.accounts.staff.rules import MAY, Permission, Role
from examportal.config import PREFIX, Settings
from examportal.throttle import rules as throttle
from examportal.throttle.rules import Limit
from tests.house.source import ROOT, Module

PAGE = ROOT / "docs" / "security.md"
MARK = "<!-- From here on the page is written by tests/house/security.py. -->"
ANSWERS = ROOT / "tests" / "house" / "security.toml"
STANDARD = ROOT / "tests" / "house" / "asvs5.csv"
SOURCE = ROOT.parent / "shared" / "reference" / "asvs5-applicable.csv"
WHOLE_CHAPTERS = {"V6", "V7", "V8"}
LEVELS = {"L1", "L2"}
KINDS = {"test", "ruff", "setting", "page"}
VERDICTS = {
    "kept": "kept",
    "otherwise": "decided otherwise",
    "installation": "up to the installation",
    "open": "not yet",
}


@dataclass(frozen=True)
class Requirement:
    """One line of the standard."""

    id: str
    chapter: str
    level: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What the portal says to a requirement.

    `by` names proofs as `kind:place`: a test (`test:web/test_headers.py::a_page_allows_its_own_origin_only`), a rule of
    the linter (`ruff:S608`), a setting (`setting:TRUSTED_PROXIES`), a page of the docs (`page:docs/commands.md`).
    """

    verdict: str
    by: tuple[str, ...]
    note: str


def applicable() -> list[Requirement]:
    """Return what applies to the portal."""
    with STANDARD.open(encoding="utf-8", newline="") as lines:
        return [Requirement(**row) for row in csv.DictReader(lines)]


def applicable_in_source() -> list[Requirement]:
    """Return what applies by the file beside the checkout: three chapters whole, of the others the first two levels."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["applies"] != "no"]
    found = [Requirement(row["id"], row["chapter"], row["level"], row["requirement"]) for row in rows]
    return [one for one in found if one.level in LEVELS or one.chapter.split()[0] in WHOLE_CHAPTERS]


def take_over(requirements: Iterable[Requirement]) -> None:
    """Write down what applies."""
    with STANDARD.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, [field.name for field in fields(Requirement)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, requirements))


def answers() -> dict[str, Answer]:
    """Return the answers by the number of their requirement."""
    told = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))
    return {
        number: Answer(one.get("verdict", "kept"), tuple(one.get("by", ())), one.get("note", ""))
        for number, one in told.items()
    }


def faults(wanted: Iterable[Requirement], said: Mapping[str, Answer]) -> Iterator[str]:
    """Yield what is wrong with the answers: one that is missing, one too many, a proof that is not there."""
    numbers = {one.id for one in wanted}
    yield from (f"{number} has no answer" for number in sorted(numbers - said.keys()))
    yield from (f"{number} is not asked" for number in sorted(said.keys() - numbers))
    for number, answer in said.items():
        if answer.verdict not in VERDICTS:
            yield f"{number} has a verdict of its own: {answer.verdict}"
        if not (answer.by if answer.verdict == "kept" else answer.note):
            yield f"{number} is said and not shown"
        yield from (f"{number} names what is not there: {proof}" for proof in answer.by if not is_there(proof))


def is_there(proof: str) -> bool:
    """Tell whether a proof exists."""
    kind, _, place = proof.partition(":")
    if kind == "test":
        file, _, name = place.partition("::")
        path = ROOT / "tests" / file
        return path.is_file() and f"def test_{name}(" in Module(path).text
    if kind == "ruff":
        return _is_asked(place)
    if kind == "setting":
        return place.lower() in {one.name for one in fields(Settings)}
    return kind == "page" and (ROOT / place).is_file()


def page() -> str:
    """Return the whole page; what people wrote above the mark stays."""
    parts = [PAGE.read_text(encoding="utf-8").partition(MARK)[0] + MARK]
    parts += [_limits(), _times(), _permissions(), "## Requirement by requirement", _count()]
    told = answers()
    for chapter, asked in _by_chapter(applicable()).items():
        rows = [_row(one, told[one.id]) for one in asked]
        parts.append(
            "\n".join([f"### {chapter}", "", "| No. | Level | What is asked | Answer |", "|---|---|---|---|", *rows])
        )
    return "\n\n".join(parts) + "\n"


def _by_chapter(wanted: Iterable[Requirement]) -> dict[str, list[Requirement]]:
    chapters: dict[str, list[Requirement]] = {}
    for one in wanted:
        chapters.setdefault(one.chapter, []).append(one)
    first = [chapter for chapter in chapters if chapter.split()[0] in WHOLE_CHAPTERS]
    return {chapter: chapters[chapter] for chapter in [*first, *(one for one in chapters if one not in first)]}


def _row(asked: Requirement, answer: Answer) -> str:
    proofs = "; ".join(_link(proof) for proof in answer.by)
    said = [f"**{VERDICTS[answer.verdict]}**" if answer.verdict != "kept" else "", answer.note, proofs]
    text = asked.text.replace("|", "\\|")
    return f"| {asked.id} | {asked.level} | {text} | {' · '.join(part for part in said if part)} |"


def _link(proof: str) -> str:
    kind, _, place = proof.partition(":")
    if kind == "test":
        file, _, name = place.partition("::")
        return f"[{name.replace('_', ' ')}](../tests/{file})"
    if kind == "page":
        return f"[{place}](../{place})"
    return f"`{PREFIX}{place}`" if kind == "setting" else f"lint rule {place}"


def _count() -> str:
    verdicts = [one.verdict for one in answers().values()]
    told = ", ".join(f"{verdicts.count(name)} {words}" for name, words in VERDICTS.items())
    return f"{len(verdicts)} requirements: {told}."


def _limits() -> str:
    limits = [one for one in vars(throttle).values() if isinstance(one, Limit)]
    rows = [
        f"| `{one.kind}` | {one.allowed} | {_span(one.per.total_seconds())} | {_span(one.every.total_seconds())} |"
        for one in limits
    ]
    head = (
        "## Limits\n\nAt once, and afterwards one more each time the longest wait is over.\n"
        "What each of them is for stands in `throttle/rules.py`.\n"
    )
    return "\n".join([head, "| Counter | At once | In | Longest wait |", "|---|---|---|---|", *rows])


def _times() -> str:
    rows = [
        f"| {who} | {_span(one.IDLE_LIMIT.total_seconds())} | {_span(one.ABSOLUTE_LIMIT.total_seconds())} |"
        for who, one in (("examiners", keys), ("staff", staff))
    ]
    return "\n".join(
        ["## Sessions", "", "| Of | End without a click after | End in any case after |", "|---|---|---|", *rows]
    )


def _permissions() -> str:
    head = "| Permission | " + " | ".join(role.value for role in Role) + " |"
    line = "|---" * (len(Role) + 1) + "|"
    rows = [
        f"| `{one.value}` | " + " | ".join("yes" if one in MAY[role] else "–" for role in Role) + " |"
        for one in Permission
    ]
    return "\n".join(["## Roles and what they may do", "", head, line, *rows])


def _span(seconds: float) -> str:
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:g} {name}" if seconds % size == 0 else f"{seconds / 60:.0f} min"
    return f"{seconds:g} s"


def _is_asked(code: str) -> bool:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    known = bool(re.fullmatch(r"[A-Z]+[0-9]+", code))
    return known and not any(code.startswith(left) for left in lint["ignore"])


if __name__ == "__main__":
    if SOURCE.is_file():
        take_over(applicable_in_source())
    PAGE.write_text(page(), encoding="utf-8")
