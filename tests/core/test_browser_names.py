"""Browsers are called by names that people know, and nothing of what they send is repeated."""

import pytest

from examportal.core.browser_names import UNKNOWN, browser_name

_KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {_KIT} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge, Windows"),
        (f"Mozilla/5.0 (Linux; Android 14; SM-A155F) {_KIT} Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"Mozilla/5.0 (Linux; Android 14) {_KIT} SamsungBrowser/26.0 Chrome/122.0", "Samsung Internet, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari, Mac"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 15917.71.0) {_KIT} Chrome/130.0 Safari/537.36", "Chrome, Chromebook"),
        ("curl/8.5.0", UNKNOWN),
        ("<script>alert(1)</script> Windows", f"{UNKNOWN}, Windows"),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_browser_is_called_by_its_name(told: str | None, name: str) -> None:
    assert browser_name(told) == name


def test_what_is_too_long_is_no_browser() -> None:
    assert browser_name("x" * 1000 + "Firefox/1") == UNKNOWN
