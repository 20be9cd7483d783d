"""What is asked about words of names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select

from examportal.core.names import folded_letters
from examportal.db import db
from examportal.register.models import Examiner
from examportal.register.words.models import NameWord

_BEHIND_ALL = "\U0010ffff"
_MOST_KEPT = 20
_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"


def words_in(typed: str) -> list[str]:
    """Return the words of what somebody typed, each once, as the table has them."""
    return list(dict.fromkeys(typed.translate(folded_letters()).split()))


def end_of(beginning: str) -> str:
    """Return what stands behind all words that begin so: from the beginning to it is a range of the index."""
    return beginning + _BEHIND_ALL


def has_word(beginning: str) -> str:
    """Return the pattern of LIKE for `NameWord.names` of which a word begins so; folded words have no sign of it."""
    return f"% {beginning}%"


def how_many(typed: Sequence[str], most: int) -> list[int]:
    """Return of each beginning how many words begin so, in one statement; counts no further than `most`."""
    values: dict[str, Any] = {"most": most}
    for place, beginning in enumerate(typed):
        values |= {f"first_{place}": beginning, f"behind_{place}": end_of(beginning)}
    return list(db.session.execute(_counts(len(typed)), values).one())


@lru_cache(maxsize=_MOST_KEPT)
def _counts(words: int) -> Select[Any]:
    """Put together once for each number of words and kept."""
    ranges = (
        select(literal(1))
        .where(NameWord.word >= bindparam(f"first_{place}"), NameWord.word < bindparam(f"behind_{place}"))
        .limit(bindparam("most"))
        .subquery()
        for place in range(words)
    )
    return select(*(select(func.count()).select_from(some).scalar_subquery() for some in ranges))


def words_of(whom: ColumnElement[bool]) -> Select[Any]:
    """Select word, id and names for every word of the names of some people, as the register has them now."""
    names = literal(" ") + _folded(Examiner.last_name + literal(" ") + Examiner.first_names)
    # OFFSET: without it both databases would fold the names anew for each word.
    people = select(Examiner.id, names.label("names")).where(whom).offset(0).subquery()
    if _is_sqlite():
        listed = literal('["') + func.replace(people.c.names, " ", '","') + literal('"]')
        parts = func.json_each(listed).table_valued("value", name="part")
        word: ColumnElement[str] = parts.c.value
        query = select(word, people.c.id, people.c.names).join(parts, literal(value=True)).where(word != "").distinct()
        return cast("Select[Any]", query)
    word = func.unnest(func.string_to_array(people.c.names, " ")).label("word")
    split = select(word, people.c.id, people.c.names).subquery()
    return cast("Select[Any]", select(split.c.word, split.c.id, split.c.names).where(split.c.word != "").distinct())


def _is_sqlite() -> bool:
    return bool(db.session.get_bind().dialect.name == "sqlite")


def _folded(names: ColumnElement[str]) -> ColumnElement[str]:
    """Return names as `core.names.folded_letters` makes them, by the database itself.

    PostgreSQL looks each letter up from the first one on, so names of Polish letters get a short list of their own.
    """
    if _is_sqlite():
        return func.fold_name(names)
    letters = folded_letters()
    single = {chr(code): folded for code, folded in letters.items() if len(folded) == 1}
    usual = {letter: folded for letter, folded in single.items() if letter.isascii() or letter in _POLISH}
    short = _translated(names, usual)
    for code, folded in letters.items():
        if len(folded) > 1:
            names = func.replace(names, chr(code), folded)
    return case((func.octet_length(short) == func.char_length(short), short), else_=_translated(names, single))


def _translated(names: ColumnElement[str], letters: Mapping[str, str]) -> ColumnElement[str]:
    return func.translate(names, "".join(letters), "".join(letters.values()))
