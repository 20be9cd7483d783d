"""Keys of the staff stand nowhere in clear: not in the database, not in a log, not in an address, not in a cookie."""

import pytest
from flask import Flask

from examportal.accounts.steps import codes
from examportal.db import db
from tests.browser import Browser, Page
from tests.letters import posted, text_of
from tests.office.staff import Colleague
from tests.walks import canaries
from tests.walks.served import transcript


class Witness(Browser):
    """A browser that remembers every answer and every cookie that it was given."""

    def __init__(self, app: Flask) -> None:
        self.pages: list[Page] = []
        self.tokens: set[str] = set()
        super().__init__(app)

    def _open(self, url: str, status: int, **options: object) -> Page:
        page = super()._open(url, status, **options)
        self.pages.append(page)
        with self.flask.session_transaction() as cookie:
            self.tokens |= {cookie[key] for key in ("staff", "staff_half") if key in cookie}
        return page


@pytest.mark.parametrize("wrong", ["Kanarek się myli 7777?"])
def test_keys_stand_nowhere_in_clear(app: Flask, wrong: str) -> None:
    with transcript() as log:
        client = Witness(app)
        ewa = Colleague(client, password="Kanarek śpiewa w biurze 1953")
        link = ewa.invite()
        ewa.set_password(link)
        ewa.add_app()
        ewa.keep_codes()
        ewa.sign_out()
        ewa.knock(422, password=wrong)
        ewa.knock()
        client.submit("/biuro/kod", {"code": "KANAREK-7777-ABCD"}, 422)
        client.submit("/biuro/kod", {"code": ewa.recovery_codes[3]})
        client.submit("/biuro/konto/aplikacja", {"current_password": ewa.password})
    invitation = link.rsplit("/", 1)[1]
    paper = [form for code in ewa.recovery_codes for form in (code, codes.read(code))]
    secrets = [ewa.password, wrong, ewa.secret, invitation, *paper, *client.tokens, "KANAREK-7777-ABCD"]
    assert len(client.tokens) == 4  # two sessions, and half a sign-in before each
    said = [("log", line) for line in log.lines]
    addresses = [("address", page.url) for page in client.pages if invitation not in page.url]
    assert canaries.search([*secrets, ewa.email, ewa.name], said + addresses) == []
    assert canaries.search(secrets, in_the_database()) == []
    assert {one.place for one in canaries.search([ewa.email], in_the_database())} == {
        "staff_member.email",
        "outgoing_letter.recipient",
    }
    letters = [("letter", text_of(posted(kind)[-1])) for kind in ("staff_invitation", "staff_recovery_code_used")]
    assert canaries.search([ewa.password, ewa.secret, *paper], letters) == []


def in_the_database() -> list[tuple[str, str | bytes]]:
    """Return every cell of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return list(canaries.columns(connection))
