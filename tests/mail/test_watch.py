"""The one thread that ends what takes too long."""

from threading import Event

from examportal.mail.watch import Watch
from tests.storm.processes import wait_until


def test_only_those_whose_time_is_over_are_called() -> None:
    watch, late, soon, never = Watch(), Event(), Event(), Event()
    watch.set("late", 0.3, late.set)
    watch.set("soon", 0.02, soon.set)  # sooner than the thread wanted to look
    watch.set("never", 0.05, never.set)
    watch.clear("never")
    watch.clear("unknown")
    assert soon.wait(5)
    assert not late.is_set()
    assert late.wait(5)
    assert not never.is_set()


def test_the_thread_goes_home_and_comes_again() -> None:
    watch = Watch()
    for _ in range(2):
        over = Event()
        watch.set("one", 0.01, over.set)
        assert over.wait(5)
        wait_until(lambda: not watch._on_duty)


def test_the_time_begins_anew_when_it_is_set_again() -> None:
    watch, first, second = Watch(), Event(), Event()
    watch.set("one", 0.05, first.set)
    watch.set("one", 0.1, second.set)
    assert second.wait(5)
    assert not first.is_set()
