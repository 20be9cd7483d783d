"""What is looked for, and where a page of the answer ends. Plain Python."""

from dataclasses import dataclass
from enum import StrEnum

AT_ONCE = 20
"""People on a page: drawing them takes longer than finding them."""
BATCH = 1000
"""People handed on at a time, where all of them are wanted."""


class State(StrEnum):
    """Where people stand whom the office may want to list.

    Those from NEVER_CAME on are where a season stops: people with a number in force, each in one of them.
    """

    NEVER_CLAIMED = "nigdy"
    PENDING = "czeka"
    LETTER_UNREACHED = "list-wrocil"
    ACTIVE = "czynne"
    THROTTLED = "za-duzo-prob"
    SUSPENDED = "zawieszone"
    ALL_NUMBERS_REMOVED = "skreslone"
    CONFLICT = "sprzeczne"
    NEVER_CAME = "ani-razu"
    FORM_NOT_SAVED = "bez-formularza"
    LETTER_ON_ITS_WAY = "list-w-drodze"
    LETTER_FAILED = "list-nie-dotarl"
    LINK_WAITS = "link-czeka"
    LINK_EXPIRED = "link-wygasl"
    NOT_BACK = "bez-logowania"
    SUSPENDED_IN_SEASON = "zawieszone-z-numerem"


SEASON = frozenset(list(State)[list(State).index(State.NEVER_CAME) :])
"""Where a season stops."""


@dataclass(frozen=True)
class Wanted:
    """Whom to find: words that begin names, where they stand, a scope in which they have or had a number.

    Of those whom a season counts, as it does: a scope in which they have one now.

    `import_id` asks for the people whom that file has brought into the register.

    `words` are as `register.words.queries.words_in` returns them; empty parts ask for nothing.
    """

    words: tuple[str, ...] = ()
    state: State | None = None
    scope: str = ""
    import_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everybody in the register is meant."""
        return not self.words and self.state is None and not self.scope and self.import_id is None


@dataclass(frozen=True)
class Place:
    """A person in the order of an answer: by word where words were typed, then by id. What follows it is asked next."""

    examiner_id: int
    word: str = ""
