"""The first time: letter, password, authenticator, recovery codes."""

from tests.browser import Browser
from tests.office.staff import Colleague


def test_from_the_letter_to_the_desk(client: Browser) -> None:
    ewa = Colleague(client)
    assert ewa.set_password(ewa.invite()).location == "/biuro/aplikacja"
    assert ewa.add_app().location == "/biuro/kody-zapasowe"
    start = client.follow(ewa.keep_codes())
    assert start.heading == "Biuro"
    assert "administrator" in start.text
    assert len(set(ewa.recovery_codes)) == 10
    ewa.sign_out()
    client.get("/biuro/", 303)
    assert client.follow(ewa.sign_in()).heading == "Biuro"
