"""What is asked about words of names."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from examportal.core.names import folded_letters
from examportal.db import db
from examportal.register.models import Examiner
from examportal.register.words.models import NameWord

_BEHIND_ALL = "\U0010ffff"
_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"


def words_in(typed: str) -> list[str]:
    """Return the words of what somebody typed, each once, as the table has them."""
    return list(dict.fromkeys(typed.translate(folded_letters()).split()))


def begins(word: ColumnElement[str] | InstrumentedAttribute[str], typed: str) -> ColumnElement[bool]:
    """Return the condition "this word begins so", which is a range of the index."""
    return and_(word >= typed, word < typed + _BEHIND_ALL)


def how_many(typed: Sequence[str], most: int) -> list[int]:
    """Return of each beginning how many words begin so, in one statement; counts no further than `most`."""
    ranges = (select(literal(1)).where(begins(NameWord.word, one)).limit(most).subquery() for one in typed)
    counts = (select(func.count()).select_from(some).scalar_subquery() for some in ranges)
    return list(db.session.execute(select(*counts)).one())


def words_of(whom: ColumnElement[bool]) -> Select[Any]:
    """Select word and id for every word of the names of some people, as the register has them now."""
    names = _folded(Examiner.last_name + literal(" ") + Examiner.first_names)
    if _is_sqlite():
        listed = literal('["') + func.replace(names, " ", '","') + literal('"]')
        parts = func.json_each(listed).table_valued("value", name="part")
        word: ColumnElement[str] = parts.c.value
        query = select(word, Examiner.id).join(parts, literal(value=True)).where(whom, word != "").distinct()
        return cast("Select[Any]", query)
    split = select(func.unnest(func.string_to_array(names, " ")).label("word"), Examiner.id).where(whom).subquery()
    return cast("Select[Any]", select(split.c.word, split.c.id).where(split.c.word != "").distinct())


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
