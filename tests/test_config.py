"""Settings: where they come from, what is refused, what is hidden."""

import base64
import stat
import threading
from pathlib import Path

import pytest

from examportal.config import SettingError, describe, load

KEY = base64.b64encode(bytes(32)).decode()
SECRETS = {"EXAMPORTAL_SECRET_KEY": "s" * 40, "EXAMPORTAL_DATA_KEYS": f"k1:{KEY}", "EXAMPORTAL_INDEX_KEY": KEY}


def test_an_embedded_installation_makes_its_secrets_once(tmp_path: Path) -> None:
    first, second = load(tmp_path, {}), load(tmp_path, {})
    assert first == second
    assert len(first.secret_key) >= 40
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path / 'portal.db'}"


def test_processes_that_start_together_agree_on_the_secrets(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(load(tmp_path, {}).secret_key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.env"]


def test_a_lost_key_is_named_and_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    load(tmp_path, {})
    file = tmp_path / "secrets.env"
    file.write_text("".join(line for line in file.read_text().splitlines(keepends=True) if "INDEX_KEY" not in line))
    with pytest.raises(SettingError, match="EXAMPORTAL_INDEX_KEY"):
        load(tmp_path, {})


def test_production_names_the_secrets_it_misses(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="EXAMPORTAL_DATA_KEYS, EXAMPORTAL_INDEX_KEY"):
        load(tmp_path, {"EXAMPORTAL_ENV": "production", "EXAMPORTAL_SECRET_KEY": "s" * 40})
    assert list(tmp_path.iterdir()) == []


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "portal.env").write_text("EXAMPORTAL_BOARD_NAME=OKE w pliku\nEXAMPORTAL_MIN_AGE=30\nOTHER=1\n")
    settings = load(tmp_path, SECRETS | {"EXAMPORTAL_MIN_AGE": "25", "EXAMPORTAL_BOARD_PHONE": ""})
    assert (settings.board_name, settings.min_age, settings.board_phone) == ("OKE w pliku", 25, "22 123 45 67")


def test_some_words_of_a_few_are_taken_in_any_order(tmp_path: Path) -> None:
    assert load(tmp_path, SECRETS | {"EXAMPORTAL_PROOF_NEEDED_FOR": "phone, email"}).proof_needed_for == (
        "phone",
        "email",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ENV", "test", "embedded, production"),
        ("MIN_AGE", "-1", "whole number"),
        ("MIN_AGE", "old", "MIN_AGE"),
        ("ACTIVATION_HOURS", "0", "1 or more"),
        ("RESET_MINUTES", "-5", "1 or more"),
        ("PASSWORD_CLASSES", "maybe", "on or off"),
        ("PROOF_NEEDED_FOR", "email, pesel", "email, phone, disclosure"),
        ("FIRST_LOGIN_UNTIL", "soon", "FIRST_LOGIN_UNTIL"),
        ("REGISTRY_NUMBER_PATTERN", "(", "regular expression"),
        ("BASE_URL", "portal.example.pl", "http"),
        ("SECRET_KEY", "s" * 31, "cannot be read"),
        ("MAIL_SENDER", "OKE <portal@oke.example.pl>", "address alone"),
        ("BOARD_EMAIL", "egzaminatorzy", "address alone"),
        ("INDEX_KEY", "short", "cannot be read"),
        ("INDEX_KEY", "AAAA", "cannot be read"),
        ("DATA_KEYS", f"bad id:{KEY}", "cannot be read"),
        ("DATA_KEYS", f"k1:{KEY},k1:{KEY}", "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingError, match=said) as refused:
        load(tmp_path, SECRETS | {f"EXAMPORTAL_{name}": value})
    assert KEY not in str(refused.value)


def test_values_are_read_into_their_types(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        SECRETS
        | {
            "EXAMPORTAL_DATA_KEYS": f"k2:{KEY}, k1:{KEY}",
            "EXAMPORTAL_DATABASE_URL": "postgresql://u@h/d",
            "EXAMPORTAL_BASE_URL": "https://portal.example.pl/",
            "EXAMPORTAL_FIRST_LOGIN_UNTIL": "2026-12-31",
            "EXAMPORTAL_PASSWORD_CLASSES": "off",
            "EXAMPORTAL_ENV": "production",
            "EXAMPORTAL_ACTIVATION_HOURS": "24",
            "EXAMPORTAL_MAIL_SENDER": "portal@oke.example.pl",
            "EXAMPORTAL_LEGACY_SECTIONS": "Egzamin zawodowy;; Wyniki, odwołania ;Egzamin zawodowy",
        },
    )
    assert settings.legacy_sections == ("Egzamin zawodowy", "Wyniki, odwołania")
    assert (settings.env, settings.activation_hours) == ("production", 24)
    assert settings.mail_sender == "portal@oke.example.pl"
    assert [key.key_id for key in settings.data_keys] == ["k2", "k1"]
    assert settings.database_url == "postgresql+psycopg://u@h/d"
    assert (settings.base_url, settings.secure_cookies) == ("https://portal.example.pl", True)
    assert settings.first_login_until is not None
    assert settings.password_classes is False


def test_secrets_are_hidden_in_the_list(tmp_path: Path) -> None:
    lines = {line.name: line for line in describe(load(tmp_path, SECRETS))}
    assert lines["EXAMPORTAL_INDEX_KEY"].value == "(set, hidden)"
    assert lines["EXAMPORTAL_REDIS_URL"].value == "(none)"
    assert lines["EXAMPORTAL_PASSWORD_CLASSES"].value == "on"
    assert lines["EXAMPORTAL_REGISTRY_NUMBER_PATTERN"].value.startswith("[A-Z0-9]")
    assert all(line.meaning for line in lines.values())
    assert not [line for line in lines.values() if KEY in line.value or "s" * 40 in line.value]
