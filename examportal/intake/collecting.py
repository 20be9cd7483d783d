"""How often Python looks for circles of garbage while a file makes its millions of records."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_RECORDS = 50_000
"""Records made, and not freed, after which Python looks for circles."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Have Python look for circles of garbage less often: a file makes millions of records and no circle.

    Looking for them took a fifth of a plan. The records that wait are freed as ever, when nobody holds them any more.
    """
    gc.set_threshold(_RECORDS, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
