"""Which encoding Polish letters are in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.sheets.letters import OLD_ENCODINGS, encoding_named, find_encoding
from examportal.sheets.reader import FileError, FileFault, read_csv

NAMES = ("Gżegżółka", "Łoś", "Źrebiec", "Świętosława", "Żaneta", "Bąk", "Ślączka", "ŚLIWA", "Gęś", "Zieliński", "Ćwik")


@pytest.mark.parametrize("encoding", OLD_ENCODINGS)
@given(names=st.lists(st.sampled_from(NAMES), min_size=3))
def test_polish_names_in_each_old_encoding(encoding: str, names: list[str]) -> None:
    data = "\r\n".join(["PESEL;Nazwisko;Skreślenie", *names]).encode(encoding)
    assert "\r\n".join(names) in data.decode(find_encoding(data))


def test_typographic_signs_speak_for_windows() -> None:
    assert find_encoding("Wykaz – stan „na dziś”".encode("cp1250")) == "windows-1250"
    assert find_encoding("Wykaz\u00a0osób".encode("cp1250")) == "windows-1250"


def test_letters_far_down_in_a_long_file_are_found() -> None:
    data = b"1;2\r\n" * 100_000 + "Źrebię;Świerk\r\n".encode("iso-8859-2") * 30_000
    assert find_encoding(data) == "iso-8859-2"


def test_a_mark_of_utf_8_is_not_overruled_by_what_follows() -> None:
    with pytest.raises(FileError) as refused:
        find_encoding(b"\xef\xbb\xbf" + "Łoś".encode("cp1250"))
    assert refused.value.fault is FileFault.ENCODING_UNKNOWN


def test_a_person_may_know_better() -> None:
    data = "Łoś;Żak".encode("cp852")
    assert next(read_csv(data, "ibm852").rows()).cells == ("Łoś", "Żak")
    assert next(read_csv(data, "iso-8859-2").rows()).cells != ("Łoś", "Żak")
    assert next(read_csv("Łoś;Żak".encode("utf-16-le"), "utf-16").rows()).cells == ("Łoś", "Żak")
    with pytest.raises(FileError):
        read_csv(data, "utf-8")


def test_a_byte_that_the_encoding_does_not_have_far_down() -> None:
    table = read_csv("Łoś;Żak\r\n".encode("cp1250") * 60_000 + b"\x81\x83;1\r\n", "windows-1250")
    with pytest.raises(FileError) as refused:
        list(table.rows())
    assert refused.value.fault is FileFault.ENCODING_UNKNOWN


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("UTF8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("CP1250", "windows-1250"),
        ("latin2", "iso-8859-2"),
        ("852", "ibm852"),
    ],
)
def test_encodings_have_many_names(said: str, meant: str) -> None:
    assert encoding_named(said) == meant


@pytest.mark.parametrize("said", ["koi8-r", "rot13", "polski"])
def test_other_encodings_are_not_read(said: str) -> None:
    assert encoding_named(said) is None
