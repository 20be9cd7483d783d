"""Attachments at the front door: sizes, turns, what a child says, and names."""

import io

import pytest

from examportal.recovery.attachments import reader
from examportal.recovery.attachments.reader import make_harmless
from examportal.recovery.attachments.rules import MAX_BYTES, AttachmentRefused, Fault, Kind, shown_name
from tests.recovery.attachments.files import MARK, TEXT, jpeg, paper, photo_with_gps

SCRIPT = b"/OpenAction<</S/JavaScript/JS(" + MARK + b")>>"


def test_the_child_draws_several_files_in_their_order() -> None:
    drawn = make_harmless([io.BytesIO(photo_with_gps()), io.BytesIO(paper(catalog=SCRIPT, pages=2))])

    assert [(one.kind, one.pages) for one in drawn] == [(Kind.PICTURE, 1), (Kind.PAPER, 2)]
    assert not any(MARK in one.content for one in drawn)


def test_the_one_at_fault_is_named() -> None:
    with pytest.raises(AttachmentRefused) as refused:
        make_harmless([io.BytesIO(jpeg()), io.BytesIO(jpeg()[:400])])

    assert (refused.value.fault, refused.value.place) == (Fault.DAMAGED, 1)


@pytest.mark.parametrize(
    ("sizes", "fault", "place"),
    [
        ([1] * 6, Fault.TOO_MANY_FILES, None),
        ([1, MAX_BYTES + 1], Fault.TOO_LARGE, 1),
        ([MAX_BYTES] * 2 + [1], Fault.TOO_LARGE_TOGETHER, None),
    ],
)
def test_sizes_are_judged_before_anything_is_opened(sizes: list[int], fault: Fault, place: int | None) -> None:
    with pytest.raises(AttachmentRefused) as refused:
        make_harmless([io.BytesIO(bytes(size)) for size in sizes])

    assert (refused.value.fault, refused.value.place) == (fault, place)


def test_a_child_that_takes_too_long_is_ended_and_a_queue_that_is_too_long_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "_SECONDS", 0.0)
    with pytest.raises(AttachmentRefused) as refused:
        make_harmless([io.BytesIO(jpeg())])
    assert refused.value.fault is Fault.TOO_MUCH

    monkeypatch.setattr(reader, "_PATIENCE", 0.01)
    with reader._drawing, pytest.raises(AttachmentRefused) as waited:
        make_harmless([io.BytesIO(jpeg())])
    assert waited.value.fault is Fault.BUSY


@pytest.mark.parametrize("said", [b"", b"Segmentation fault\n", b'{"pages": 1}\n<html>', b'{"pages": 1}\n'])
def test_a_child_that_says_something_else_is_not_believed(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.core.confined.answer_of", lambda *_, **__: said)
    with pytest.raises(AttachmentRefused) as refused:
        make_harmless([io.BytesIO(jpeg())])
    assert refused.value.fault is Fault.TOO_MUCH


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("Dowód osobisty.JPG", Kind.PICTURE, "Dowód osobisty.jpg"),
        ("../../etc/passwd", Kind.PAPER, "passwd.pdf"),
        ("C:\\Users\\Anna\\skan.pdf.exe", Kind.PAPER, "skan.pdf"),
        ("skan\r\nSet-Cookie: a.png", Kind.PICTURE, "skan Set-Cookie_ a.jpg"),
        ("skan\u202egpj.exe", Kind.PICTURE, "skangpj.jpg"),
        ("<script>.pdf", Kind.PAPER, "_script_.pdf"),
        ("a" * 300 + ".pdf", Kind.PAPER, "a" * 80 + ".pdf"),
        (".htaccess", Kind.PAPER, "plik.pdf"),
        (None, Kind.PICTURE, "plik.jpg"),
    ],
)
def test_a_name_is_shown_without_what_might_mislead(name: str | None, kind: Kind, shown: str) -> None:
    assert shown_name(name, kind) == shown
    assert TEXT not in shown
