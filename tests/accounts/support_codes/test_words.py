"""The two words that owner and clerk see: enough of them, said easily, and not mistaken for one another."""

import itertools

import pytest

from examportal.accounts.support_codes.words import ADJECTIVES, NOUNS, agreeing, two_words
from examportal.core.names import folded_letters


def plain(word: str) -> str:
    """Return a word as it sounds to somebody who misses the marks of Polish letters."""
    return word.translate(folded_letters())


def differ_in_one_letter(one: str, other: str) -> bool:
    """Tell whether two words are the same but for one letter, put in, left out or taken for another."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False)))
    rest = long[same + 1 :]
    return rest in (short[same:], short[same + 1 :])


@pytest.mark.parametrize("words", [ADJECTIVES, tuple(NOUNS)], ids=["adjectives", "nouns"])
def test_a_byte_chooses_a_word_that_is_like_no_other(words: tuple[str, ...]) -> None:
    assert len(set(words)) == 256
    heard = sorted(map(plain, words))
    assert [pair for pair in itertools.combinations(heard, 2) if differ_in_one_letter(*pair)] == []


def test_what_is_like_another_word_would_be_found() -> None:
    assert differ_in_one_letter("kajak", "pajak")
    assert differ_in_one_letter("balon", "balkon")
    assert not differ_in_one_letter("balon", "salono")


@pytest.mark.parametrize(
    ("adjective", "agreed"),
    [
        ("zielony", ("zielony", "zielona", "zielone")),
        ("lekki", ("lekki", "lekka", "lekkie")),
        ("długi", ("długi", "długa", "długie")),
        ("śpiewający", ("śpiewający", "śpiewająca", "śpiewające")),
    ],
)
def test_adjectives_agree(adjective: str, agreed: tuple[str, str, str]) -> None:
    assert tuple(agreeing(adjective, gender) for gender in ("masculine", "feminine", "neuter")) == agreed
    assert adjective in ADJECTIVES


def test_every_adjective_is_inflected_in_the_way_that_is_known() -> None:
    assert all(word.endswith(("y", "ki", "gi")) for word in ADJECTIVES)


def test_two_bytes_make_two_words() -> None:
    noun = list(NOUNS).index("lampa")
    assert two_words(bytes([ADJECTIVES.index("zielony"), noun, 7])) == "zielona lampa"
    assert two_words(bytes([255, 255])) == f"{agreeing(ADJECTIVES[255], 'neuter')} {list(NOUNS)[255]}"
