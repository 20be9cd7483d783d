"""The letters themselves: words, numbers, headers, nothing foreign in them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from email_validator import validate_email
from flask import Flask
from jinja2 import UndefinedError

from examportal.config import ROOT, settings
from examportal.mail import message
from examportal.mail.compose import compose, link
from examportal.mail.letter import new_number
from examportal.mail.message import Draft
from tests.mail.conftest import FACTS, activation

NOTICES = {
    "staff_keys_changed",
    "staff_recovery_code_used",
    "number_added",
    "recovery_office",
    "correction_answered",
    "login_number",
}
WITHOUT_LINK = {"login_code"}  # so that nobody learns to click where codes are asked for
KINDS = sorted(folder.name for folder in (ROOT / "templates" / "letters").iterdir() if not folder.name.startswith("_"))


class Words(HTMLParser):
    """Collects what a person reads."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside_body = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self._inside_body = self._inside_body or tag == "body"

    def handle_data(self, data: str) -> None:
        if self._inside_body:
            self.words += words(data)


def words(text: str) -> list[str]:
    return re.findall(r"[\w/:?=&@.-]*\w", text)


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same_words(app: Flask, kind: str) -> None:
    letter = compose(kind, "jan@example.pl", **FACTS)
    assert Words(letter.html).words == words(letter.text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_whom_it_is_for_until_when_its_number_and_where_help_is(app: Flask, kind: str) -> None:
    letter = compose(kind, "jan@example.pl", **FACTS)
    for told in ("Żaneta Łoś-Ćwik", letter.number, settings().board_phone):
        assert str(told) in letter.text
    assert (FACTS["link"] in letter.text) is (kind not in WITHOUT_LINK)
    # A link says until when it works; a notice of something that is done, when it happened.
    assert ("23 listopada 2026, 10:28" in letter.text) is (kind not in NOTICES)
    assert kind not in NOTICES or "22 listopada 2026, 09:15" in letter.text
    assert settings().board_hours in letter.text
    assert "\n\n\n" not in letter.text
    assert letter.subject.startswith("Portal egzaminatora: ")


@pytest.mark.parametrize("kind", KINDS)
def test_the_html_fetches_nothing_and_carries_its_style_in_its_elements(app: Flask, kind: str) -> None:
    html = compose(kind, "jan@example.pl", **FACTS).html
    assert not re.search(r"<(img|script|link|iframe|style)\b|url\(|@import", html)
    assert ("background: #14507a" in html) is (kind not in WITHOUT_LINK)


def test_what_a_person_typed_is_text_in_the_html(app: Flask) -> None:
    letter = compose("activation", "jan@example.pl", **FACTS | {"person_name": "Jan <b>& Co"})
    assert "Jan &lt;b&gt;&amp; Co" in letter.html
    assert "Jan <b>& Co" in letter.text


def test_a_missing_fact_is_a_fault_and_not_a_gap(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        compose("activation", "jan@example.pl", person_name="Jan")


def test_links_stand_on_the_base_url_without_a_request(app: Flask) -> None:
    assert link("web.healthz", a="ż") == f"{settings().base_url}/healthz?a=%C5%BC"


def test_letter_numbers_have_no_look_alikes() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(r"L-[234679ACDEFGHJKMNPQRTVWXY]{4}-[234679ACDEFGHJKMNPQRTVWXY]{4}", n) for n in numbers)


def test_a_letter_does_not_show_what_is_personal(app: Flask) -> None:
    shown = repr(activation())
    assert not any(personal in shown for personal in ("zaneta", "Łoś", "/aktywacja/"))


def wire(recipient: str = "jan@example.pl", subject: str = "Zażółć", text: str = "Zażółć gęślą jaźń\n") -> bytes:
    posted_at = datetime(2026, 11, 23, 9, 28, tzinfo=UTC)
    return message.write(settings(), Draft(recipient, subject, "<L-1@example.pl>", posted_at, text, "<p>Zażółć</p>"))


def test_the_wire_form_is_ascii_and_reads_back(app: Flask) -> None:
    subject = " ".join(["Zażółć gęślą jaźń"] * 8)
    raw = wire(subject=subject)
    read = message_from_bytes(raw, policy=policy.default)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) < 100
    assert read["Subject"] == subject
    assert read["From"].addresses[0].display_name == settings().board_name
    assert read["From"].addresses[0].addr_spec == settings().mail_sender
    assert read["Reply-To"].addresses[0].addr_spec == settings().board_email
    assert read["Date"] == "Mon, 23 Nov 2026 10:28:00 +0100"
    assert read["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().rstrip() == "Zażółć gęślą jaźń"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        ".\n..\n.a\n",
        "a = b \t\nFrom x\n\n\nz",
        "--=_part_of_a_letter--\n",
        "x" * 500 + "." * 500 + "ż" * 90 + "\n",
        "a\rb\r\nc\u2028d\x0be\n",
        "",
    ],
)
def test_whatever_the_words_are_they_arrive(app: Flask, text: str) -> None:
    raw = wire(text=text)
    assert max(len(line) for line in raw.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    plain, html = message_from_bytes(raw, policy=policy.default).iter_parts()
    assert _lines(plain.get_content()) == _lines(text)
    assert _lines(html.get_content()) == "<p>Zażółć</p>"


@pytest.mark.parametrize(
    "recipient",
    ["jan@example.pl\r\nBcc: all@example.pl", "jan@example.pl, x@example.pl", "żan@example.pl", "jan", "@x.pl", "jan@"],
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(app: Flask, recipient: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        wire(recipient)


def test_a_line_break_cannot_get_into_the_subject(app: Flask) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        wire(subject="Dzień dobry\r\nBcc: all@example.pl")
    assert "\n" not in activation().subject


def test_a_polish_domain_is_written_as_dns_knows_it(app: Flask) -> None:
    assert message.ascii_address("jan@szkoła.pl") == "jan@xn--szkoa-n7a.pl"


def test_a_foreign_domain_stays_the_one_that_was_typed(app: Flask) -> None:
    assert message.ascii_address("jan@straße.de") == "jan@xn--strae-oqa.de"


ADDRESSES = (
    *("jan.kowal+egzaminy@example.pl", "Jan@Example.PL", "INFO@example.pl", "o'neill@example.pl", "łoś@example.pl"),
    *(".jan@example.pl", "jan..k@example.pl", "jan.@example.pl", "jan", "@example.pl", "jan@", "jan@kowal@example.pl"),
    *("jan@localhost", "jan@exa mple.pl", "jan@szkoła.pl", "jan@[192.0.2.1]", "jan@example.pl\r\nBcc: all@example.pl"),
    *(f"{'a' * length}@example.pl" for length in (64, 65)),
    *(f"{'a' * length}@{'b' * 60}.{'c' * 60}.{'d' * 60}.pl" for length in (20, 64)),
    *(f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * length}.pl" for length in (55, 57, 58, 59)),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_written_as_the_library_that_took_it_in_writes_it(address: str) -> None:
    def by_the_library(written: str) -> str:
        return str(validate_email(written, check_deliverability=False, allow_smtputf8=False).ascii_email)

    def told(by: Callable[[str], str]) -> str | None:
        try:
            return by(address)
        except ValueError:
            return None

    assert told(message.ascii_address) == told(by_the_library)
