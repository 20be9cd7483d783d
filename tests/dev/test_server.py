"""What the web server answers by itself: the portal's page for what is too large to be read."""

import pytest
from flask import Flask

from examportal.dev.server import too_large_page


def test_the_page_is_the_portals_own_and_of_no_request(app: Flask) -> None:
    page = too_large_page(app)
    headers = dict(page.headers)
    assert "Plik ma ponad 64 MB" in page.body.decode()
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers.keys().isdisjoint({"X-Request-ID", "Set-Cookie", "Content-Length"})


def test_a_portal_that_takes_what_is_too_large_is_not_served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", None)
    with pytest.raises(RuntimeError):
        too_large_page(app)
