"""Headers as offices write them."""

import pytest

from examportal.intake.columns import _SYNONYMS, ColumnMissing, Field, find_columns
from examportal.sheets.reader import Row

NEEDED = ("PESEL", "Numer ewidencyjny", "Nazwisko", "Imiona", "Zakres")


def test_any_order_case_and_diacritics() -> None:
    columns = find_columns(
        [Row(1, ("ZAKRES ", "imię (imiona)", "nazwisko", "Nr  ewidencyjny", "pesel", "DATA SKREŚLENIA"))]
    )
    assert columns.places == {
        Field.SCOPE: 0,
        Field.FIRST_NAMES: 1,
        Field.LAST_NAME: 2,
        Field.REGISTRY_NUMBER: 3,
        Field.PESEL: 4,
        Field.REMOVED_ON: 5,
    }
    assert columns.headers[Field.REGISTRY_NUMBER] == "Nr ewidencyjny"


def test_headers_may_stand_below_a_title() -> None:
    assert find_columns([Row(1, ("Wykaz egzaminatorów",)), Row(3, NEEDED)]).line == 3


def test_unknown_columns_are_left_alone_and_of_two_alike_the_first_counts() -> None:
    assert find_columns([Row(1, ("Lp.", *NEEDED, "PESEL"))]).places[Field.PESEL] == 1


def test_a_short_row_has_blank_cells() -> None:
    columns = find_columns([Row(1, NEEDED)])
    assert columns.cells(Row(2, ("1", "2")))[Field.SCOPE] == ""


def test_the_document_set_stands_in_for_the_pesel() -> None:
    document = ("Rodzaj dokumentu", "Numer dokumentu", "Kraj dokumentu", "Data urodzenia")
    assert Field.PESEL not in find_columns([Row(1, (*NEEDED[1:], *document))]).places
    with pytest.raises(ColumnMissing) as refused:
        find_columns([Row(1, (*NEEDED[1:], *document[:3]))])
    assert refused.value.missing == (Field.PESEL,)


def test_what_is_missing_is_told_of_the_best_row() -> None:
    with pytest.raises(ColumnMissing) as refused:
        find_columns([Row(1, ("Wykaz",)), Row(2, ("PESEL", "Nazwisko", "Imiona", "Zakres")), Row(3, ("1", "2"))])
    assert refused.value.missing == (Field.REGISTRY_NUMBER,)


def test_a_file_without_rows_misses_everything() -> None:
    with pytest.raises(ColumnMissing) as refused:
        find_columns([])
    assert len(refused.value.missing) == 5


def test_no_synonym_means_two_things() -> None:
    synonyms = [synonym for synonyms in _SYNONYMS.values() for synonym in synonyms]
    assert len(synonyms) == len(set(synonyms))
