"""The same answers in envelopes that no browser makes: how a form arrives, rather than what stands in it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

Answers = Mapping[str, bytes]
URLENCODED = "application/x-www-form-urlencoded"
EDGE = "edge"
MULTIPART = f"multipart/form-data; boundary={EDGE}"


@dataclass(frozen=True)
class Envelope:
    """A body with what is said of it. `environ` has the last word, on its length as well."""

    body: bytes
    kind: str = URLENCODED
    environ: Mapping[str, Any] = field(default_factory=dict)


Sealing = Callable[[Answers], Envelope]


def plain(answers: Answers, *more: tuple[str, bytes]) -> Envelope:
    """Return the answers as a browser sends them; `more` are pairs after the others."""
    pairs = [*answers.items(), *more]
    return Envelope("&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v in pairs).encode())


def _part(name: str, value: bytes, more: str = "", headers: str = "") -> bytes:
    return (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n{headers}\r\n'.encode() + value + b"\r\n"
    )


def _parts(answers: Answers, more: str = "", headers: str = "") -> bytes:
    return b"".join(_part(name, value, more, headers) for name, value in answers.items())


def multipart(answers: Answers, more: str = "", headers: str = "", end: str = f"--{EDGE}--\r\n") -> Envelope:
    """Return the answers as parts; `more` stands behind each name, `headers` below."""
    return Envelope(_parts(answers, more, headers) + end.encode(), MULTIPART)


def _kind(kind: str) -> Sealing:
    return lambda answers: Envelope(plain(answers).body, kind)


def _length(length: str) -> Sealing:
    return lambda answers: Envelope(plain(answers).body, URLENCODED, {"CONTENT_LENGTH": length})


def _body(body: bytes, kind: str = URLENCODED) -> Sealing:
    return lambda _answers: Envelope(body, kind)


def _as_parts(kind: str) -> Sealing:
    return lambda answers: Envelope(multipart(answers).body, kind)


def _in_base64(answers: Answers) -> Envelope:
    return multipart(answers, headers="Content-Transfer-Encoding: base64\r\n")


def _json(answers: Answers) -> Envelope:
    return Envelope(json.dumps({n: v.decode("latin-1") for n, v in answers.items()}).encode(), "application/json")


def _in_utf_16(answers: Answers) -> Envelope:
    body = "&".join(f"{name}={value.decode('latin-1')}" for name, value in answers.items())
    return Envelope(body.encode("utf-16"), f"{URLENCODED}; charset=utf-16")


ENVELOPES: Mapping[str, Sealing] = {
    "nothing at all": _body(b""),
    "every answer twice": lambda answers: plain(answers, *answers.items()),
    "every answer first as rubbish": lambda answers: Envelope(
        plain(dict.fromkeys(answers, b"\x00\xff")).body + b"&" + plain(answers).body
    ),
    "names as lists": lambda answers: plain({f"{name}[]": value for name, value in answers.items()}),
    "names with a NUL": lambda answers: plain({f"{name}\0": value for name, value in answers.items()}),
    "names that are no UTF-8": lambda answers: Envelope(plain(answers).body.replace(b"=", b"%FF=")),
    "not encoded": lambda answers: Envelope(b"&".join(n.encode() + b"=" + v for n, v in answers.items())),
    "encoded twice": lambda answers: Envelope(plain(answers).body.replace(b"%", b"%25")),
    "percent signs that lead nowhere": lambda answers: Envelope(plain(answers).body.replace(b"=", b"=%zz%u0041%")),
    "semicolons": lambda answers: Envelope(plain(answers).body.replace(b"&", b";")),
    "only separators": _body(b"&=&=&&&===" * 2000),
    "thousands of fields": lambda answers: plain(answers, *((f"f{n}", b"x") for n in range(5000))),
    "thousands of tokens": lambda answers: plain(answers, *[("csrf_token", b"x")] * 5000),
    "ten million letters": lambda answers: plain(answers, ("email", b"x" * 10_000_000)),
    "JSON": _json,
    "JSON that never ends": _body(b"[" * 50_000, "application/json"),
    "JSON that is called a form": lambda answers: Envelope(_json(answers).body),
    "XML": _body(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "text/xml"),
    "plain text": _kind("text/plain"),
    "no type": _kind(""),
    "a type of rubbish": _kind("\x00\xff;;=\"';boundary"),
    "a form in cp1250": _kind(f"{URLENCODED}; charset=cp1250"),
    "a form in nothing known": _kind(f"{URLENCODED}; charset=\x00no-such"),
    "a form in UTF-16": _in_utf_16,
    "ten megabytes of parts": lambda answers: multipart({**answers, "email": b"x" * 10_000_000}),
    "parts": multipart,
    "a part too large": lambda answers: multipart({**answers, "email": b"x" * 400_000}),
    "parts as files": lambda answers: multipart(answers, '; filename="plik.pdf"', "Content-Type: application/pdf\r\n"),
    "parts as files without a name": lambda answers: multipart(answers, '; filename=""'),
    "files with odd names": lambda answers: multipart(answers, "; filename*=UTF-8''%00%ff..%2f..%2fetc"),
    "parts in UTF-16": lambda answers: multipart(answers, headers="Content-Type: text/plain; charset=utf-16\r\n"),
    "parts in nothing known": lambda answers: multipart(answers, headers="Content-Type: text/plain; charset=x\x00\r\n"),
    "parts in base64": _in_base64,
    "parts with endless headers": lambda answers: multipart(answers, headers=f"X: {'x' * 70_000}\r\n"),
    "parts with broken headers": lambda answers: multipart(answers, headers="no colon\r\n: \r\n\x00\xff\r\n"),
    "parts without an end": lambda answers: multipart(answers, end=""),
    "parts cut in the middle": lambda answers: Envelope(multipart(answers).body[:-37], MULTIPART),
    "parts without an edge": _as_parts("multipart/form-data"),
    "parts with an empty edge": _as_parts("multipart/form-data; boundary="),
    "parts with another edge": _as_parts("multipart/form-data; boundary=other"),
    "parts with an endless edge": _as_parts(f"multipart/form-data; boundary={'e' * 5000}"),
    "parts with an edge of rubbish": _as_parts('multipart/form-data; boundary="\x00\xff\r\n"'),
    "parts of another kind": _as_parts(f"multipart/mixed; boundary={EDGE}"),
    "parts called a form": _as_parts(URLENCODED),
    "thousands of parts": lambda answers: Envelope(_parts(answers) + _part("x", b"x") * 3000, MULTIPART),
    "a part without a name": lambda answers: Envelope(_parts(answers) + f"--{EDGE}\r\n\r\nx".encode(), MULTIPART),
    "rubbish as parts": _body(bytes(range(256)) * 40, MULTIPART),
    "rubbish": _body(bytes(range(256)) * 40),
    "a negative length": _length("-1"),
    "a huge length": _length("9" * 30),
    "a length without digits": _length("mnóstwo".encode().decode("latin-1")),
    "a length in other digits": _length("١٢"),
    "no length": _length(""),
    "a length that is too short": _length("20"),
    "a length that is too long": _length("9000"),
    "pieces of no length": lambda answers: Envelope(
        plain(answers).body, URLENCODED, {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    ),
    "compressed": lambda answers: Envelope(plain(answers).body, URLENCODED, {"HTTP_CONTENT_ENCODING": "gzip"}),
    "another method in a field": lambda answers: plain(answers, ("_method", b"DELETE")),
    "another method in a header": lambda answers: Envelope(
        plain(answers).body, URLENCODED, {"HTTP_X_HTTP_METHOD_OVERRIDE": "TRACE"}
    ),
}
