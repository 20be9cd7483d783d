"""What the browser is told: headers, cookies, static files, limits and proxies."""

import pytest
from flask import Flask, request

from examportal.web.guard import public
from tests.browser import Browser
from tests.web.conftest import Workshop


def test_a_page_allows_its_own_origin_only(visitor: Browser) -> None:
    headers = visitor.get("/proba").response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("base-uri") == policy.pop("frame-ancestors") == "'none'"
    assert set(policy.values()) == {"'self'"}
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Browser) -> None:
    cookie = visitor.get("/proba").response.headers["Set-Cookie"]
    assert cookie.startswith("portal=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(workshop: Workshop) -> None:
    visitor = Browser(workshop.app(base_url="https://portal.example.pl"))
    headers = visitor.get("/proba", base_url="https://portal.example.pl").response.headers
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_static_files_are_kept_for_long_and_named_by_content(visitor: Browser) -> None:
    page = visitor.get("/proba")
    sheet = next(node.attrs["href"] for node in page.tree.all("link") if "portal.css" in node.attrs["href"])
    answer = visitor.get(sheet).response
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
    picture = visitor.get("/static/img/tick.svg").response
    assert picture.headers["Cache-Control"] == "max-age=86400, public"


def test_our_styles_and_scripts_fetch_nothing_from_elsewhere(visitor: Browser) -> None:
    for name in ("css/portal.css", "js/portal.js"):
        source = visitor.get(f"/static/{name}").source
        assert "data:" not in source
        assert "http" not in source.replace("http://www.w3.org", "")
    bootstrap = visitor.get("/static/css/bootstrap.min.css").source
    assert "sourceMappingURL" not in bootstrap
    # A browser may draw before our own styles have come: pictures that the policy forbids must not be there at all.
    assert "url(" not in bootstrap.replace('url("data:…")', "")


@pytest.mark.parametrize(("hops", "seen"), [("0", "127.0.0.1"), ("1", "198.51.100.7"), ("2", "203.0.113.9")])
def test_only_trusted_proxies_name_the_address(workshop: Workshop, hops: str, seen: str) -> None:
    app = workshop.app(trusted_proxies=hops)

    @public
    def address() -> dict[str, str | None]:
        return {"of": request.remote_addr, "scheme": request.scheme, "host": request.host}

    app.add_url_rule("/adres", view_func=address)
    forwarded = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
        "X-Forwarded-Proto": "https, https",
        "X-Forwarded-Host": "evil.example.com",
    }
    answer = Browser(app).get("/adres", headers=forwarded).response.get_json()
    assert answer == {"of": seen, "scheme": "http" if hops == "0" else "https", "host": "localhost"}


def test_limits_are_set_on_purpose(kitchen_app: Flask) -> None:
    assert kitchen_app.config["MAX_CONTENT_LENGTH"] == 1024 * 1024
    assert kitchen_app.config["MAX_FORM_MEMORY_SIZE"] == 256 * 1024
    assert kitchen_app.config["MAX_FORM_PARTS"] == 200
