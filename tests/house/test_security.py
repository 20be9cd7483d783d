"""The page about security says what is so: no requirement without an answer, no proof that is not there."""

import pytest

from tests.house import security
from tests.house.security import Answer, Requirement, faults

NEEDED = [Requirement("V1.1.1", "V1 Encoding", "L1", "Something.")]


@pytest.mark.skipif(not security.SOURCE.is_file(), reason="the list of requirements is not beside this checkout")
def test_the_requirements_are_those_of_the_list_beside_the_checkout() -> None:
    assert security.applicable() == security.applicable_in_source(), (
        "take them over: .venv/bin/python -m tests.house.security"
    )


def test_every_requirement_has_its_answer_and_every_proof_is_there() -> None:
    assert list(faults(security.applicable(), security.answers())) == []


def test_the_page_is_the_one_that_would_be_written_now() -> None:
    assert security.PAGE.read_text(encoding="utf-8") == security.page(), (
        "write it anew: .venv/bin/python -m tests.house.security"
    )


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, "V1.1.1 has no answer"),
        ({"V1.1.1": Answer("kept", (), "surely")}, "V1.1.1 is said and not shown"),
        ({"V1.1.1": Answer("open", (), "")}, "V1.1.1 is said and not shown"),
        ({"V1.1.1": Answer("perhaps", (), "note")}, "V1.1.1 has a verdict of its own: perhaps"),
        (
            {"V1.1.1": Answer("kept", ("test:web/test_headers.py::nothing_of_the_kind",), "")},
            "V1.1.1 names what is not there: test:web/test_headers.py::nothing_of_the_kind",
        ),
        ({"V1.1.1": Answer("kept", ("ruff:D205",), "")}, "V1.1.1 names what is not there: ruff:D205"),
        ({"V1.1.1": Answer("kept", ("setting:NONE",), "")}, "V1.1.1 names what is not there: setting:NONE"),
        ({"V1.1.1": Answer("kept", ("page:docs/none.md",), "")}, "V1.1.1 names what is not there: page:docs/none.md"),
        ({"V1.1.1": Answer("kept", ("belief:strong",), "")}, "V1.1.1 names what is not there: belief:strong"),
    ],
)
def test_a_gap_is_seen(said: dict[str, Answer], fault: str) -> None:
    assert list(faults(NEEDED, said)) == [fault]


def test_what_nobody_asks_is_seen() -> None:
    said = {"V1.1.1": Answer("kept", ("ruff:S608",), ""), "V9.9.9": Answer("kept", ("ruff:S608",), "")}
    assert list(faults(NEEDED, said)) == ["V9.9.9 is not asked"]
