"""What long lists are shown by; `_macros/lists.html` draws it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A group of a list: what it is called, how many are in it, whether it is shown; `name` None: everything."""

    name: str | None
    label: str
    count: int
    is_here: bool
