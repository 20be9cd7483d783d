"""Why a file cannot be read, in words for whoever brought it."""

from collections.abc import Mapping

from examportal.sheets.table import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEET_ROWS,
    MAX_UNPACKED,
    FileError,
    FileFault,
)

FAULTS: Mapping[FileFault, str] = {
    FileFault.EMPTY: "Plik jest pusty.",
    FileFault.NOT_A_SPREADSHEET: "To nie jest arkusz. Portal czyta pliki XLSX, XLS, ODS, CSV i TXT.",
    FileFault.PROTECTED: "Plik jest zaszyfrowany hasłem. Zapisz go w arkuszu bez hasła.",
    FileFault.TRUNCATED: (
        "Plik jest uszkodzony albo ucięty, na przykład brakuje końca pliku lub cudzysłowu. Zapisz go w arkuszu "
        "jeszcze raz."
    ),
    FileFault.MACRO_FILE: "Plik zawiera makra. Zapisz go w arkuszu jako „Skoroszyt programu Excel (xlsx)”, bez makr.",
    FileFault.TOO_LARGE: f"Plik ma ponad {MAX_BYTES // 1024**2} MB. Podziel go na mniejsze.",
    FileFault.TOO_LARGE_UNPACKED: (
        f"Po rozpakowaniu plik zajmuje za dużo miejsca (granica to {MAX_UNPACKED // 1024**2} MB). Skopiuj same dane do "
        "nowego arkusza albo podziel plik na mniejsze."
    ),
    FileFault.TOO_MANY_ROWS: (
        f"Plik ma za dużo wierszy: arkusz może mieć {MAX_SHEET_ROWS}, plik CSV {MAX_ROWS}. Podziel go na mniejsze."
    ),
    FileFault.TOO_MANY_COLUMNS: f"Plik ma wiersz z ponad {MAX_COLUMNS} kolumnami.",
    FileFault.TWO_SHEETS_FIT: (
        "Potrzebne kolumny są w kilku arkuszach tego pliku. Wskaż jeden z nich nazwą (opcja --sheet)."
    ),
    FileFault.ENCODING_UNKNOWN: (
        "Nie wiadomo, w jakim kodowaniu są polskie litery. Zapisz plik w arkuszu jako „CSV UTF-8” albo podaj kodowanie."
    ),
}


def fault_sentence(fault: FileError, otherwise: Mapping[FileFault, str] = FAULTS) -> str:
    """Return in words why a file as a whole cannot be read; `otherwise` has sentences that fit the place better."""
    where = f" Miejsce: wiersz {fault.line}." if fault.line else ""
    return otherwise.get(fault.fault, FAULTS[fault.fault]) + where
