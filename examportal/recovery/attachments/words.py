"""What is said of attachments."""

from collections.abc import Mapping

from examportal.core.errors import Refusal
from examportal.recovery.attachments.rules import (
    MAX_BYTES,
    MAX_FILES,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_TOGETHER,
    MOST_OF_A_CASE,
    AttachmentRefused,
    Fault,
    Kind,
    NoRoom,
)
from examportal.recovery.rules import NotNow, OwnCase

_MEGABYTE = 1024 * 1024
ACCEPTED = ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png,application/pdf"
"""What a browser offers to choose from; a phone that takes photos in another format then sends them as JPG."""
TAKEN = (
    f"Zdjęcia JPG lub PNG albo pliki PDF: najwyżej {MAX_FILES}, każdy do {MAX_BYTES // _MEGABYTE} MB, razem do "
    f"{MAX_TOGETHER // _MEGABYTE} MB."
)
CHOOSE_AGAIN = "Wybierz pliki jeszcze raz – przeglądarka nie pozwala nam ich zachować. Reszta odpowiedzi została."
REFUSED: Mapping[type[Refusal], str] = {
    NoRoom: f"W tej sprawie może być najwyżej {MOST_OF_A_CASE} plików. Tych nie zapisaliśmy.",
    NotNow: "Ta sprawa jest już zakończona, więc plików nie dodaliśmy.",
    OwnCase: "Jeden z adresów tej sprawy jest Twoim adresem służbowym, więc zajmie się nią ktoś inny. Plików nie "
    "dodaliśmy.",
}
NOT_CHOSEN = "Wybierz plik."
_FAULTS: Mapping[Fault, str] = {
    Fault.EMPTY: "jest pusty. Zrób zdjęcie albo zapisz plik jeszcze raz i wybierz go ponownie.",
    Fault.TOO_LARGE: f"ma więcej niż {MAX_BYTES // _MEGABYTE} MB. Zrób zdjęcie w mniejszej rozdzielczości albo podziel "
    "plik na części.",
    Fault.OTHER_KIND: "nie jest zdjęciem JPG lub PNG ani plikiem PDF. Zapisz go w jednym z tych formatów.",
    Fault.HEIF: "jest zdjęciem w formacie HEIC, którego nie otworzymy. W telefonie wybierz w ustawieniach aparatu "
    "format „najbardziej zgodny” albo zapisz zdjęcie jako JPG.",
    Fault.TOO_MANY_PIXELS: f"ma ponad {MAX_PIXELS // 10**6} milionów pikseli. Zrób zdjęcie w mniejszej rozdzielczości.",
    Fault.TOO_MANY_PAGES: f"ma więcej niż {MAX_PAGES} stron. Zostaw te, które są potrzebne.",
    Fault.ENCRYPTED: "wymaga hasła, więc go nie otworzymy. Zapisz go bez hasła.",
    Fault.DAMAGED: "jest uszkodzony: nie da się go otworzyć. Zrób zdjęcie albo zapisz plik jeszcze raz.",
    Fault.TOO_MUCH: "jest zbyt złożony i nie udało się go odczytać. Zrób zdjęcie tego dokumentu i wyślij zdjęcie.",
}
_TOGETHER: Mapping[Fault, str] = {
    Fault.TOO_MANY_FILES: f"Wybierz najwyżej {MAX_FILES} plików. Resztę możesz przynieść albo przysłać pocztą.",
    Fault.TOO_LARGE_TOGETHER: f"Pliki mają razem więcej niż {MAX_TOGETHER // _MEGABYTE} MB. Wyślij mniej plików albo "
    "mniejsze.",
    Fault.BUSY: "Właśnie sprawdzamy dużo plików od innych osób. Wyślij formularz jeszcze raz za minutę.",
}
KINDS: Mapping[Kind, str] = {Kind.PICTURE: "zdjęcie", Kind.PAPER: "PDF"}


def fault_sentence(refused: AttachmentRefused, names: list[str]) -> str:
    """Return in words why files were refused; `names` are those of all files, in their order."""
    if refused.place is None or refused.fault in _TOGETHER:
        return _TOGETHER[refused.fault]
    which = f"Plik „{names[refused.place]}”" if len(names) > 1 else "Ten plik"
    return f"{which} {_FAULTS[refused.fault]}"
