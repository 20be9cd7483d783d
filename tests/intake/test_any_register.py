"""Any rows at all, from the bytes of a file to the tables and back: totals add up, and nothing comes in twice."""

import re
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examportal.db import transaction
from examportal.intake import merging, service
from examportal.intake.planning import Plan
from examportal.intake.rules.records import Judgement, Repair, Verdict
from examportal.journal.rules import COMMAND
from examportal.register.service import load_scopes
from tests import databases
from tests.intake.rows import HEADERS, PESELS, csv_of
from tests.people import SCOPES
from tests.storm.scale import times

NUMBERS = re.compile(r"[A-Z0-9][A-Z0-9/.\-]{0,29}")
LEFT_OUT = {Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.INVALID}
ODD = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"'), max_size=12)


def cells(*likely: str) -> st.SearchStrategy[str]:
    """Return what stands in a column: mostly one of a few, so that rows meet, and now and then anything."""
    return st.sampled_from(likely) | st.sampled_from(likely) | st.sampled_from(likely) | ODD


ROWS = st.lists(
    st.tuples(
        cells(*PESELS, f" {PESELS[0]}\u200b", f"'{PESELS[1]}", "1271586110", ""),
        cells("1-1", "1-2", "1–1", "1-3", "2 1", ""),
        cells("Gęś", "GES", "Kos"),
        cells("Jan", "Anna Maria", "Maria Anna"),
        cells("MBI", "mbi", "QQQ"),
        cells("", "1.09.2020", "2020-09-02", "44075", "1.09.20"),
        cells("", "1.09.2024", "2019-01-01"),
        cells("", "a@example.pl", "B@EXAMPLE.PL"),
        cells("", "601234567", "+48 601 234 568"),
    ).map(lambda row: ";".join(f'"{cell}"' for cell in row)),
    max_size=8,
)


def look(content: bytes) -> Any:
    """Look at a file as the commands do."""
    return service.open_file(content, min_age=22, number_pattern=NUMBERS)


def verdicts(plan: Plan) -> list[Judgement]:
    """Return what became of each row, and see that each has its place in the totals."""
    found = [judgement for judgement, _ in plan.judgements()]
    counted = dict.fromkeys(Verdict, 0)
    for judgement in found:
        counted[judgement.verdict] += 1
    assert {str(verdict): count for verdict, count in counted.items()}.items() <= dict(plan.totals).items()
    assert len(found) == plan.rows
    return found


@settings(max_examples=times(4, 40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS, accepted=st.sampled_from([frozenset[Repair](), frozenset(Repair)]))
def test_whatever_is_merged_is_unchanged_the_next_time(
    app: Flask, first: list[str], second: list[str], accepted: frozenset[Repair]
) -> None:
    databases.empty()
    with transaction():
        load_scopes(SCOPES, COMMAND)
    for rows in (first, second):
        content = csv_of(*rows, headers=HEADERS)
        done, _ = merging.merge(look(content), COMMAND, accepted=accepted, skip_conflicts=True)
        before = verdicts(done)
        for was, now in zip(before, verdicts(service.plan(look(content), accepted)), strict=True):
            settled = was.counts and was.verdict not in LEFT_OUT
            assert (now.verdict, now.reason) == ((Verdict.UNCHANGED, None) if settled else (was.verdict, was.reason))
