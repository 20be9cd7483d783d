"""Conversations with a real SMTP server: what each answer leads to."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from examportal.jobs.rules import Outcome, Verdict
from examportal.mail import relay, rules
from examportal.mail.relay import Envelope
from tests.smtp import HANG, HANG_UP, CatchingServer

ENVELOPE = Envelope("portal@oke.example.pl", "jan.kowal@example.pl", b"Subject: x\r\n\r\n.\r\nbody\r\n")


@pytest.fixture
def server() -> Iterator[CatchingServer]:
    server = CatchingServer()
    server.start()
    yield server
    server.stop()


def hand_over(url: str) -> Outcome:
    return relay.hand_over(relay.read_url(url), ENVELOPE)


def test_an_accepted_message(server: CatchingServer) -> None:
    outcome = hand_over(server.url)
    assert (outcome.verdict, outcome.reason, outcome.code) == (Verdict.DONE, "accepted", 250)
    assert server.recipients == ["jan.kowal@example.pl"]
    assert server.messages[0].get_payload() == ".\r\nbody\r\n"


@pytest.mark.parametrize(
    ("stage", "answer", "verdict", "reason"),
    [
        ("MAIL", "550 5.7.1 Sender not allowed", Verdict.RETRY, "sender_refused"),
        ("RCPT", "451 4.7.1 Greylisted", Verdict.RETRY, "recipient_refused"),
        ("RCPT", "550 5.1.1 No such user", Verdict.GIVE_UP, "recipient_refused"),
        ("DATA", "452 4.3.1 Disk full", Verdict.RETRY, "message_refused"),
        ("DATA", "554 5.7.1 Spam", Verdict.GIVE_UP, "message_refused"),
    ],
)
def test_a_refusal(server: CatchingServer, stage: str, answer: str, verdict: Verdict, reason: str) -> None:
    server.manners[stage] = answer
    outcome = hand_over(server.url)
    assert (outcome.verdict, outcome.reason, outcome.code) == (verdict, reason, int(answer[:3]))
    assert outcome.note == answer[4:]
    assert server.messages == []


def test_a_refusal_before_the_body_is_sent(server: CatchingServer) -> None:
    server.manners["RCPT"] = "251 will be forwarded"  # this server then knows no recipient and refuses DATA
    outcome = hand_over(server.url)
    assert (outcome.verdict, outcome.reason, outcome.code) == (Verdict.GIVE_UP, "message_refused", 503)
    assert server.seen == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up(server: CatchingServer, stage: str) -> None:
    server.manners[stage] = HANG_UP
    outcome = hand_over(server.url)
    assert outcome.verdict is Verdict.RETRY
    assert outcome.reason.startswith("line_")


def test_a_server_that_hangs_is_left(server: CatchingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "TIMEOUT_SECONDS", 1.0)
    server.manners["DATA"] = HANG
    assert hand_over(server.url) == Outcome(Verdict.RETRY, "line_SMTPServerDisconnected")


def test_nobody_listens() -> None:
    server = CatchingServer()
    server.start()
    server.stop()
    assert hand_over(server.url) == Outcome(Verdict.RETRY, "line_ConnectionRefusedError")


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return what a server needs to speak TLS as 127.0.0.1, and the file that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "catcher")])
    now = dt.datetime.now(dt.UTC)
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "own.pem", folder / "key.pem"
    public.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return context, public


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(tls: tuple[ssl.SSLContext, Path]) -> Iterator[CatchingServer]:
    server = CatchingServer(tls[0], ("portal", "pass word"))
    server.start()
    yield server
    server.stop()


def test_starttls_and_password(
    secure: CatchingServer, tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    assert hand_over(f"smtp://portal:pass%20word@127.0.0.1:{secure.port}?tls=starttls").verdict is Verdict.DONE
    assert len(secure.messages) == 1


def test_a_wrong_password_is_ours_to_mend(
    secure: CatchingServer, tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    outcome = hand_over(f"smtp://portal:wrong@127.0.0.1:{secure.port}?tls=starttls")
    assert (outcome.verdict, outcome.reason, outcome.code) == (Verdict.RETRY, "relay_refused", 535)


def test_a_certificate_nobody_vouches_for_is_not_talked_to(secure: CatchingServer) -> None:
    outcome = hand_over(f"smtp://portal:pass%20word@127.0.0.1:{secure.port}?tls=starttls")
    assert outcome == Outcome(Verdict.RETRY, "line_SSLCertVerificationError")
    assert secure.seen == []


def test_starttls_is_never_given_up_silently(server: CatchingServer) -> None:
    assert hand_over(f"{server.url}?tls=starttls") == Outcome(Verdict.RETRY, "line_SMTPNotSupportedError")


def test_implicit_tls(tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    server = CatchingServer(tls[0], implicit=True)
    server.start()
    try:
        assert hand_over(f"smtps://127.0.0.1:{server.port}").reason == "line_SSLCertVerificationError"
        monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
        assert hand_over(f"smtps://127.0.0.1:{server.port}").verdict is Verdict.DONE
    finally:
        server.stop()
    assert len(server.messages) == 1


def test_addresses_of_relays() -> None:
    assert relay.read_url("smtp://mail.example") == relay.Relay("mail.example", 25, "none", "", "")
    assert relay.read_url("smtps://u%40x:p%3A@mail.example") == relay.Relay(
        "mail.example", 465, "implicit", "u@x", "p:"
    )
    assert "pass" not in repr(relay.read_url("smtp://user:pass@mail.example:587?tls=starttls"))


@pytest.mark.parametrize(
    "url",
    ["http://secret@x", "smtp://", "smtp://x?tls=maybe", "smtp://secret@x?timeout=3", "smtp://user:secret/word@x"],
)
def test_an_address_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"^expected smtp") as caught:
        relay.read_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        ("5.1.1 <jan.kowal@example.pl>: unknown", "5.1.1 <…>: unknown"),
        ("no mailbox JAN.KOWAL here\nsecond line", "no mailbox … here second line"),
        ("x" * 500, "x" * rules.REPLY_LENGTH),
    ],
)
def test_a_reply_is_kept_without_the_address(reply: str, kept: str) -> None:
    assert rules.keepable_reply(reply, "jan.kowal@example.pl") == kept


def test_a_very_short_name_is_no_reason_to_blank_a_reply() -> None:
    assert rules.keepable_reply("a user", "us@example.pl") == "a user"
