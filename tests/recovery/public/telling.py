"""Somebody without access in front of the public page."""

from io import BytesIO
from typing import Any

from tests.browser import Browser, Page

LOST = "/brak-dostepu"
TOLD: dict[str, Any] = {
    "kind": "mailbox_dead",
    "claimed": "44051401359",
    "name": "Anna Łoś",
    "new_email": "nowa.anna@example.pl",
    "phone": "602 000 111",
    "description": "Szkoła zamknęła skrzynkę we wrześniu.",
}


class Unread(BytesIO):
    """A body that nobody may touch."""

    def read(self, *_size: object) -> bytes:
        raise AssertionError("the body was read")


def chosen(*files: tuple[bytes, str]) -> dict[str, Any]:
    """Return files as a browser sends them."""
    return {"attachments": [(BytesIO(content), name) for content, name in files]}


def tell(browser: Browser, *files: tuple[bytes, str], status: int = 303, **other: Any) -> Page:
    """Fill in the form and send it."""
    return browser.post(LOST, ready(browser) | TOLD | other | chosen(*files), status)


def ready(browser: Browser) -> dict[str, Any]:
    """Return the token of a fresh form."""
    page = browser.get(LOST)
    (token,) = page.form("Wyślij zgłoszenie").all("input", name="csrf_token")
    return {"csrf_token": token.attrs["value"]}


def too_large(browser: Browser, where: str) -> Page:
    """Send more than any form takes; nothing of it is read."""
    answer = browser.flask.post(
        where,
        input_stream=Unread(),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(1024**3)},
    )
    return Page(where, answer)
