"""The table of words."""

from sqlalchemy import Index, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base

_WORD = String(100).with_variant(String(100, collation="C"), "postgresql")
"""In the order of code points on both databases: only so is the beginning of a word a range."""
_NAMES = Text().with_variant(Text(collation="C"), "postgresql")


class NameWord(Base):
    """One word of somebody's surname or given names, as `core.names.folded_letters` makes it.

    `names` are all words of the person, each behind a blank: beside each word, so that who looks for several words
    reads one range of the index and nothing else.

    Every road that writes names writes these, in the same transaction (`words.service`); for new people of a file the
    worker does it right after (`changes.wording`). No foreign key: the room
    itself takes the words of people away whom it takes out, and to whatever asks who refers to a person a word is no
    reason to keep them.
    """

    __tablename__ = "name_word"
    __table_args__ = (
        PrimaryKeyConstraint("word", "examiner_id", postgresql_include=["names"]),
        Index("ix_name_word_examiner_id", "examiner_id", "word"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    examiner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    names: Mapped[str] = mapped_column(_NAMES)
