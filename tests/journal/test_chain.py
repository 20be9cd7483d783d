"""The arithmetic of the chain: every way in which it can be broken is named, with the first entry concerned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.journal import rules
from examportal.journal.rules import Actor, ChainBroken, Checkpoint, Fault, Head, Link, Payload, Walk

AT = datetime(2026, 11, 23, 9, 28, 1, 5, tzinfo=UTC)


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    last = Checkpoint()
    for number in range(length):
        payload = Payload(AT, "sign_in", "examiner:1", None, "done", f'{{"n":{number}}}', "ab" * 16)
        links.append(rules.next_link(last, payload))
        last = Checkpoint(links[-1].seq, links[-1].digest)
    return links


def told(link: Link) -> Payload:
    assert link.payload is not None
    return link.payload


def head_of(links: list[Link]) -> Head:
    last = Checkpoint(links[-1].seq, links[-1].digest) if links else Checkpoint()
    return Head(last, genuine=True)


def check(links: list[Link], head: Head | None, expected: Checkpoint | None = None, forgotten_upto: int = 0) -> Walk:
    walk = Walk(forgotten_upto=forgotten_upto)
    for link in links:
        walk = rules.step(walk, link, expected)
    rules.finish(walk, head, expected)
    return walk


def fault_of(links: list[Link], head: Head | None, expected: Checkpoint | None = None) -> tuple[Fault, int]:
    with pytest.raises(ChainBroken) as caught:
        check(links, head, expected)
    return caught.value.fault, caught.value.seq


def test_a_whole_chain_holds_and_counts_removed_payloads() -> None:
    links = chain(5)
    head = head_of(links)
    links[1], links[3] = replace(links[1], payload=None), replace(links[3], payload=None)
    walk = check(links, head, Checkpoint(2, links[1].digest), forgotten_upto=4)
    assert (walk.reached, walk.removed) == (head.checkpoint, 2)


def test_an_empty_journal_holds_with_and_without_a_head() -> None:
    assert check([], None) == check([], head_of([])) == Walk()


def test_a_changed_payload_is_found() -> None:
    links = chain(4)
    links[2] = replace(links[2], payload=replace(told(links[2]), actor="examiner:2"))
    assert fault_of(links, head_of(links)) == (Fault.PAYLOAD_CHANGED, 3)


def test_a_payload_digest_changed_with_its_payload_is_found_in_the_entry() -> None:
    links = chain(4)
    payload = replace(told(links[1]), result="refused")
    links[1] = replace(links[1], payload=payload, payload_digest=rules.payload_digest(payload))
    assert fault_of(links, head_of(links)) == (Fault.ENTRY_CHANGED, 2)


def test_an_entry_computed_anew_breaks_the_link_behind_it() -> None:
    links = chain(4)
    forged = rules.next_link(Checkpoint(1, links[0].digest), replace(told(links[1]), details="{}"))
    links[1] = forged
    assert fault_of(links, head_of(links)) == (Fault.LINK_BROKEN, 3)


def test_a_missing_entry_is_found() -> None:
    links = chain(4)
    assert fault_of(links[:1] + links[2:], head_of(links)) == (Fault.ENTRY_MISSING, 2)
    assert fault_of(links[1:], head_of(links)) == (Fault.ENTRY_MISSING, 1)


def test_a_cut_tail_is_found_by_the_head_and_by_the_noted_checkpoint() -> None:
    links = chain(4)
    assert fault_of(links[:2], head_of(links)) == (Fault.TAIL_MISSING, 3)
    assert fault_of(links[:2], head_of(links[:2]), head_of(links).checkpoint) == (Fault.TAIL_MISSING, 3)
    assert fault_of([], None, head_of(links).checkpoint) == (Fault.TAIL_MISSING, 1)


def test_extra_entries_are_found() -> None:
    links = chain(4)
    assert fault_of(links, head_of(links[:3])) == (Fault.EXTRA_ENTRIES, 4)
    assert fault_of([replace(links[0], seq=-3), *links], head_of(links)) == (Fault.EXTRA_ENTRIES, -3)


def test_a_head_that_is_missing_forged_or_different_is_found() -> None:
    links = chain(3)
    head = head_of(links)
    assert fault_of(links, None) == (Fault.HEAD_MISSING, 3)
    assert fault_of(links, replace(head, genuine=False)) == (Fault.HEAD_FORGED, 3)
    assert fault_of(links, Head(Checkpoint(3, "f" * 64), genuine=True)) == (Fault.HEAD_DIFFERS, 3)


def test_a_rewritten_chain_differs_from_the_noted_checkpoint() -> None:
    links = chain(3)
    assert fault_of(links, head_of(links), Checkpoint(2, "f" * 64)) == (Fault.CHECKPOINT_DIFFERS, 2)


def test_the_digest_does_not_depend_on_the_zone_in_which_the_moment_is_read() -> None:
    payload = told(chain(1)[0])
    elsewhere = replace(payload, recorded_at=AT.astimezone(timezone(timedelta(hours=1))))
    assert rules.payload_digest(elsewhere) == rules.payload_digest(payload)


@given(st.text(max_size=8), st.text(max_size=8))
def test_text_cannot_wander_from_one_field_to_the_next(left: str, right: str) -> None:
    whole = Payload(AT, left + right, "", "", "done", "{}", "")
    split = replace(whole, event=left, actor=right)
    same = (whole.event, whole.actor) == (split.event, split.actor)
    assert (rules.payload_digest(whole) == rules.payload_digest(split)) is same


def test_details_have_one_form_whatever_their_order() -> None:
    assert rules.details_text({"b": 1, "a": "ż"}) == rules.details_text({"a": "ż", "b": 1}) == '{"a":"ż","b":1}'


def test_actors_are_written_with_and_without_a_number() -> None:
    assert (str(Actor("examiner", 12)), str(rules.NOBODY)) == ("examiner:12", "nobody")
