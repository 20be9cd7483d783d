"""Every page of the old service's accounts, brought about as in `scenes`."""

from collections.abc import Iterator

from flask import Flask

from tests.browser import Page
from tests.legacy.old_files import GIVE_BACK, ROWS, SAVE, START, Mover


def old_accounts_are_looked_at(app: Flask) -> Iterator[Page]:
    """Bring a file of the old service, look for somebody, and change rights by hand."""
    mover = Mover(app)
    yield mover.browser.get(START)
    yield mover.send(b"%PDF-1.4", status=422)
    page = mover.bring(*ROWS, *(f"u{number};;;administrator;;;;" for number in range(50)))
    yield page
    yield mover.browser.get(f"{page.url}?powod=row_error")
    yield mover.browser.submit(page, {"query": "nikt taki"}, 200, button="Szukaj")
    yield mover.browser.submit(page, {"query": ""}, 422, button="Szukaj")
    account = mover.open(page, "ola")
    yield account
    yield mover.browser.submit(account, {"edycja-0-0": True}, 422, button=SAVE)
    boxes = {f"{kind}-0-{section}": True for kind in ("podglad", "edycja") for section in (0, 1)}
    saved = mover.browser.follow(mover.browser.submit(account, boxes | {"settled": True}, button=SAVE))
    yield saved
    yield mover.browser.follow(mover.browser.submit(saved, button=GIVE_BACK))
    yield mover.browser.get(START)


STORIES = (old_accounts_are_looked_at,)
