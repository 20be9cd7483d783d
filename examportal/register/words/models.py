"""The table of words."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base

_WORD = String(100).with_variant(String(100, collation="C"), "postgresql")
"""In the order of code points on both databases: only so is the beginning of a word a range."""


class NameWord(Base):
    """One word of somebody's surname or given names, as `core.names.folded_letters` makes it.

    Every road that writes names writes these, in the same transaction (`words.service`); for new people of a file the
    worker does it right after (`changes.wording`). No foreign key: the room
    itself takes the words of people away whom it takes out, and to whatever asks who refers to a person a word is no
    reason to keep them.
    """

    __tablename__ = "name_word"
    __table_args__ = (Index("ix_name_word_examiner_id", "examiner_id", "word"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    examiner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
