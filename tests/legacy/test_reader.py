"""Files of the old service: what a row says, what is wrong with it, and which files are refused."""

from itertools import permutations
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, strategies

from examportal.legacy import reader
from examportal.legacy.columns import ColumnsMissing, Field
from examportal.legacy.reader import MOST_SECTIONS, AccountsFile, Fault, TooVaried, read_accounts
from examportal.legacy.report import findings
from examportal.legacy.rules import OldAccount, Reason, Right
from examportal.sheets.reader import FileError, FileFault
from examportal.sheets.writer import write_xlsx
from tests.legacy import old_files
from tests.legacy.old_files import HEAD, csv_of
from tests.sheets.workbooks import archive, entries_of_xlsx, row, text

USER = "u1;Anna Żak;u1@example.pl;użytkownik"


def read(*rows: str, sections: tuple[str, ...] = ()) -> AccountsFile:
    return old_files.read(csv_of(*rows), sections)


def only(file: AccountsFile) -> OldAccount:
    (account,) = file.accounts
    return account


def faults(file: AccountsFile) -> list[tuple[int, Fault]]:
    return [(error.line, error.fault) for error in file.errors]


@pytest.mark.parametrize("yes", ["tak", "1", "x", "TAK", "X", " Tak "])
@pytest.mark.parametrize("no", ["nie", "0", "", "NIE", " "])
def test_yes_and_no(yes: str, no: str) -> None:
    file = read(f"{USER};A;Umowy;{yes};{no}")
    assert only(file).rights == {Right("A", "Umowy", view=True, edit=False)}
    assert faults(file) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (";Anna;;użytkownik;A;Umowy;tak;", Fault.LOGIN_MISSING),
        (f"{'u' * 201};Anna;;użytkownik;A;Umowy;tak;", Fault.TOO_LONG),
        (f"{USER};{'A' * 201};Umowy;tak;", Fault.TOO_LONG),
        (f"{USER};A;{'U' * 201};tak;", Fault.TOO_LONG),
        ("u1;Anna;;gość;A;Umowy;tak;", Fault.ROLE_UNKNOWN),
        ("u1;Anna;;;A;Umowy;tak;", Fault.ROLE_UNKNOWN),
        (f"{USER};A;Umowy;może;", Fault.VIEW_UNREADABLE),
        (f"{USER};A;Umowy;tak;2", Fault.EDIT_UNREADABLE),
        (f"{USER};A;Umowy;PRAWDA;", Fault.VIEW_UNREADABLE),
        (f"{USER};A;Umowy;nie;tak", Fault.EDIT_WITHOUT_VIEW),
        (f"{USER};A;Umowy;;x", Fault.EDIT_WITHOUT_VIEW),
        (f"{USER};;Umowy;tak;", Fault.SECTION_MISSING),
        (f"{USER};A;;tak;tak", Fault.RIGHT_MISSING),
    ],
)
def test_a_faulty_row_is_named_and_gives_nothing(row: str, fault: Fault) -> None:
    file = read(row)
    assert faults(file) == [(2, fault)]
    assert all(account.is_faulty for account in file.accounts)
    if fault is not Fault.ROLE_UNKNOWN:
        assert [account.rights for account in file.accounts] in ([], [frozenset()])


def test_a_row_may_end_early() -> None:
    file = read(f"{USER};A;Umowy;tak", "u1;;;użytkownik", "u1")
    assert only(file).rights == {Right("A", "Umowy", view=True)}
    assert faults(file) == [(4, Fault.ROLE_UNKNOWN)]


def test_a_row_without_a_right_is_no_error() -> None:
    file = read(f"{USER};;;;", f"{USER};A;;nie;0")
    assert (only(file).rights, faults(file), file.sections) == (frozenset(), [], ("A",))


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ("u1;Anna Żak;u1@example.pl;użytkownik;A;Umowy;tak;nie", Fault.OTHER_VALUES),
        ("u1;Anna Żak;u1@example.pl;użytkownik;A;Umowy;;", Fault.OTHER_VALUES),
        ("u1;Jan Żak;u1@example.pl;użytkownik;B;Umowy;tak;tak", Fault.NAME_DIFFERS),
        ("u1;Anna Żak;jan@example.pl;użytkownik;B;Umowy;tak;tak", Fault.EMAIL_DIFFERS),
        ("u1;Anna Żak;u1@example.pl;administrator;B;Umowy;tak;tak", Fault.ROLE_DIFFERS),
    ],
)
def test_two_rows_that_contradict_each_other(second: str, fault: Fault) -> None:
    file = read(f"{USER};A;Umowy;tak;tak", second)
    assert faults(file) == [(3, fault)]
    assert only(file).is_faulty
    assert not only(file).is_administrator
    assert file.errors[0].other_line == (2 if fault is Fault.OTHER_VALUES else None)


def test_the_same_row_again_contradicts_nothing() -> None:
    file = read(
        f"{USER};A;Umowy;tak;nie",
        f"{USER};A;Umowy;x;0",
        "u1;ANNA ŻAK;;Użytkownik;A;Umowy;1;",
        "u1;;U1@example.pl;UŻYTKOWNIK;A;Umowy;tak;",
    )
    assert (len(only(file).rights), file.errors, file.rows) == (1, (), 4)


def test_contradicting_rows_give_what_both_give() -> None:
    assert only(read(f"{USER};A;Umowy;tak;tak", f"{USER};A;Umowy;tak;")).rights == {Right("A", "Umowy", view=True)}


@pytest.mark.parametrize("order", list(permutations(("administrator", "użytkownik", "adm"))))
def test_nobody_is_an_administrator_by_one_row_of_several(order: tuple[str, ...]) -> None:
    for roles in (order, order[:2]):
        file = read(*(f"u1;Anna;;{role};A;Umowy;tak;" for role in roles))
        assert not only(file).is_administrator
        assert findings(file)[0].judged.reason is Reason.ROW_ERROR


def test_a_faulty_row_does_not_keep_an_administrator() -> None:
    file = read("u1;Anna;;Administrator;A;Umowy;może;tak")
    assert findings(file)[0].judged.reason is Reason.ADMINISTRATOR
    assert findings(file)[0].lines == (2,)


def test_sections_are_those_of_the_file_or_those_that_were_named() -> None:
    rows = (f"{USER};A;Umowy;tak;tak", f"{USER};B;Umowy;;", "u2;Jan;;użytkownik;C;;;")
    assert read(*rows).sections == ("A", "B", "C")
    assert findings(read(*rows))[0].judged.reason is Reason.ONE_SECTION
    named = read(*rows, sections=("A", "D"))
    assert (named.sections, named.outside) == (("A", "D"), ("B", "C"))
    assert findings(read(*rows, sections=("A",)))[0].judged.reason is Reason.EQUAL_RIGHTS


ROWS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(("u1", "u2")),
        strategies.sampled_from(("Anna", "Anna", "Anna", "")),
        strategies.sampled_from(("administrator", "użytkownik", "użytkownik", "użytkownik")),
        strategies.sampled_from(("A", "B")),
        strategies.sampled_from(("x", "y")),
        strategies.sampled_from(("tak;tak", "tak;", ";", ";tak", "może;")),
    ),
    max_size=8,
).map(lambda rows: [f"{login};{name};;{role};{place};{right};{said}" for login, name, role, place, right, said in rows])


@given(ROWS)
def test_plain_rows_say_what_the_long_way_says(rows: list[str]) -> None:
    with patch.object(reader._Reading, "_is_plain", return_value=False):
        slowly = read(*rows)
    assert read(*rows) == slowly


def test_names_are_compared_as_they_are_written() -> None:
    file = read(
        "u1;;;użytkownik;A;Umowy;tak;tak", " u1 ;;;użytkownik;a;Umowy ;tak;tak", "U1;;;użytkownik;A;Umowy;tak;tak"
    )
    assert [account.login for account in file.accounts] == ["U1", "u1"]
    assert (file.sections, file.rights) == (("A", "a"), ("Umowy",))


@given(ROWS, strategies.randoms(use_true_random=False))
def test_verdicts_do_not_depend_on_the_order_of_rows(rows: list[str], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    told = [[(one.account.login, one.judged) for one in findings(read(*order))] for order in (rows, shuffled)]
    assert told[0] == told[1]


def workbook(*rows: str, hidden: tuple[str, ...] = (), **sheets: str) -> bytes:
    """Return a workbook of one sheet with these rows (XML), or of several."""
    return archive(entries_of_xlsx(sheets or {"konta": row(*HEAD.split(";")) + "".join(rows)}, hidden))


def test_a_spreadsheet_has_its_own_true_and_false_and_one() -> None:
    kept = text(*USER.split(";"), "A", "Umowy")
    yes, no = '<c t="b"><v>1</v></c>', '<c t="b"><v>0</v></c>'
    number, formula = "<c><v>1.0</v></c>", "<c><f>A1</f></c>"
    file = read_accounts(
        workbook(
            f"<row>{kept}{yes}{no}</row>",
            f"<row>{kept}{number}<c><v>0</v></c></row>",
            f"<row>{kept}{number}{formula}</row>",
            f"<row>{kept}<c><v>2</v></c></row>",
        )
    )
    assert only(file).rights == {Right("A", "Umowy", view=True)}
    assert faults(file) == [(4, Fault.VALUE_MISSING), (5, Fault.VIEW_UNREADABLE)]


def test_headers_may_stand_below_a_title_in_any_order_and_case() -> None:
    rows = [("Konta", ""), ("Edycja", "PODGLĄD", "Uprawnienie", "Sekcja", "Rola", "E-mail", "Nazwa", "Login", "Uwagi")]
    rows.append(("tak", "tak", "Umowy", "A", "użytkownik", "u1@example.pl", "Anna", "u1", "?"))
    file = read_accounts(b"".join(write_xlsx(rows)))
    assert only(file) == OldAccount(
        "u1", False, frozenset({Right("A", "Umowy", True, True)}), False, "Anna", "u1@example.pl"
    )


def test_files_that_are_none() -> None:
    rows = row(*HEAD.split(";"))
    two = workbook(jeden=rows, dwa=rows)
    for data, fault in (
        (b"", FileFault.EMPTY),
        (b"%PDF-1.7", FileFault.NOT_A_SPREADSHEET),
        (two, FileFault.TWO_SHEETS_FIT),
        (workbook(pusty=""), FileFault.EMPTY),
    ):
        with pytest.raises(FileError) as refused:
            read_accounts(data)
        assert refused.value.fault is fault
    assert read_accounts(workbook(hidden=("dwa",), jeden=rows, dwa=rows)).accounts == ()
    with pytest.raises(ColumnsMissing) as lacking:
        read_accounts(HEAD.replace(";rola", "").replace("podglad", "widok").encode())
    assert lacking.value.missing == (Field.ROLE, Field.VIEW)


def test_a_file_of_another_kind_is_told_by_its_many_sections() -> None:
    rows = [f"{USER};sekcja {number};Umowy;tak;" for number in range(MOST_SECTIONS + 1)]
    assert len(read(*rows[1:]).sections) == MOST_SECTIONS
    assert len(read(*(f"{USER};A;Umowy {number};tak;" for number in range(MOST_SECTIONS))).rights) == MOST_SECTIONS
    with pytest.raises(TooVaried):
        read(*rows)
