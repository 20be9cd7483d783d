"""Deny by default."""

import pytest
from flask import Flask

from examportal.web import guard
from examportal.web.guard import UnsignedView
from tests.browser import Browser


def test_a_view_without_a_sign_stops_the_start() -> None:
    app = Flask("unsigned")
    guard.public(app.view_functions["static"])
    guard.refuse_unsigned(app)
    app.add_url_rule("/bez-znaku", "bez_znaku", lambda: "")
    with pytest.raises(UnsignedView, match="bez_znaku"):
        guard.refuse_unsigned(app)


def test_a_page_of_examiners_sends_strangers_to_the_door_and_says_why(client: Browser) -> None:
    door = client.follow(client.get("/konto", 303))
    assert door.heading == "Zaloguj się"
    assert "Zaloguj się, aby otworzyć tę stronę." in door.text
