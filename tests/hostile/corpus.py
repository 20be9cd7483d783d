"""What nobody means to type: bytes as they arrive in a field, before anybody has decoded them."""

from collections.abc import Iterable
from random import Random
from typing import TypeVar

from tests.storm.scale import times

Item = TypeVar("Item")

CONTROLS = (
    b"\x00",
    b"a\x00b",
    b"\x00" * 300,
    bytes(range(32)),
    bytes(range(256)),
    b"\x7f\x80\x9f",
    b"\x1b[31m\x1b]0;x\x07",
    b"a\r\nSet-Cookie: portal=1\r\n\r\n<h1>x</h1>",
    b"\r\nBcc: ofiara@example.pl",
    b"\n\n\n",
    b"\x1a",
)
ENCODINGS = (
    "Łoś Żółć".encode("cp1250"),
    "Łoś Żółć".encode("iso-8859-2"),
    "Müller".encode("latin-1"),
    "Łoś".encode("utf-16"),
    "Łoś".encode("utf-16-be"),
    "Łoś".encode("utf-32"),
    b"\xff\xfe",
    b"\xc0\x80",  # NUL, overlong
    b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf",  # a slash, overlong
    b"\xed\xa0\x80",  # one half of a surrogate pair
    b"\xed\xb0\x80\xed\xa0\x80",
    b"\xed\xa0\xbd\xed\xb8\x80",  # CESU-8
    b"\xf4\x90\x80\x80",  # above U+10FFFF
    b"\xc5",  # half a letter
    b"\x81",
    b"+AGEAYg-",  # UTF-7
    b"=?utf-8?B?xYFvxZs=?=",
)
LETTERS = tuple(
    text.encode()
    for text in (
        "\ufeff",
        "\u200b" * 40,
        "\u202egro.elpmaxe\u202c",
        "z" + "\u0301" * 90,
        "\N{WOMAN}\u200d\N{SCHOOL}",
        "\U0010ffff",
        "\ufdd0\ufffe\uffff",
        "İıſßﬁ",
        "a\u2028b\u2029c\x85d",
        "\u3000\u00a0\u2007",
        "٤٤٠٥١٤٠١٣٥٩",
        "４４０５１４０１３５９",
        "²³¼",
        "Ａnna",
        "\ue000",
        "‐‑‒–—―−",
    )
)
CODE = (
    b"<script>alert(1)</script>",
    b"'\"><img src=x onerror=alert(1)>",
    b"</textarea></title><h1>",
    b"{{ 7*7 }}{% for x in y %}${7*7}#{7}",
    b"%s%d%n{0.__class__}",
    b"${jndi:ldap://example.com/a}",
    b"' OR '1'='1' --",
    b"'; DROP TABLE account; --",
    b"\\'; SELECT pg_sleep(9); --",
    b"../../../../etc/passwd",
    b"/dev/stdin",
    b"| id `id` $(id)",
    b"=cmd|' /C calc'!A0",
    b"%00%ff%zz%",
    b"&#0;&amp;&#x110000;",
    b"]]><!--",
    b"\\x00\\u0000\\",
    b"javascript:alert(1)",
    b"//example.com/",
)
SHAPES = (
    b"",
    b" ",
    b"\t \t",
    b"-",
    b".",
    b"@",
    b"a@b",
    b"a@b.",
    b"a@" + b"b" * 70 + b".pl",
    b"a" * 65 + b"@example.pl",
    b'"a b"@example.pl',
    b"a@[127.0.0.1]",
    "ł@łódź.pl".encode(),
    b"a@xn--.pl",
    b"a@example.pl,b@example.pl",
    b"a@localhost",
    b"+",
    b"+48",
    b"+999999999999999999",
    b"00000000000",
    b"22222222222",
    b"44051401359",
    b"44051401358",
    b"99999999999",
    b"1" * 5000,
    b"-1",
    b"1e400",
    b"NaN",
    b"0x10",
    b"None",
    b"true",
    b"[]",
    b"{}",
    b"PL",
    b"XX",
    b"school",
    b"x" * 40,
    b"x" * 41,
    b"x" * 201,
    "Ł".encode() * 257,
    b"(" * 2000,
    b"a " * 4000,
)
HUGE = (b"A" * 300_000, "ó".encode() * 250_000, b"\x00" * 500_000, b"<" * 200_000)
TYPED = (*CONTROLS, *ENCODINGS, *LETTERS, *CODE, *SHAPES, *HUGE)
"""Every value for a field. None of them is above the limit of a request, which has tests of its own."""


def some(everything: Iterable[Item], short: int, full: int | None = None) -> list[Item]:
    """Return a part of what there is, the same in each run; the whole of it when a full run is not limited."""
    listed = list(everything)
    wanted = min(times(short, len(listed) if full is None else full), len(listed))
    return Random(short).sample(listed, wanted)  # noqa: S311 - nothing secret is chosen
