"""What the processes of `flask dev run` are told."""

from pathlib import Path

import pytest

from examportal.dev.household import Ports, environment


@pytest.mark.parametrize("said", [None, "http://localhost:8000"])
def test_the_address_is_that_of_the_port_unless_a_name_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    monkeypatch.delenv("EXAMPORTAL_BASE_URL", raising=False)
    if said is not None:
        monkeypatch.setenv("EXAMPORTAL_BASE_URL", said)
    told = environment(Ports(8000, 1025, 8025), tmp_path)
    assert told["EXAMPORTAL_BASE_URL"] == (said or "http://127.0.0.1:8000")
    assert told["EXAMPORTAL_SMTP_URL"] == "smtp://127.0.0.1:1025"
