"""Every setting: name, type, default, meaning. Production refuses to start without its secrets.

Values come from the environment (prefix `EXAMPORTAL_`), then from `instance/portal.env`; the secrets that an embedded
installation makes for itself live in `instance/secrets.env`, mode 0600. `EXAMPORTAL_INSTANCE` (environment only, since
it says where the rest is found) names another folder to use as `instance/`.
"""

import base64
import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, cast

from dotenv import dotenv_values
from flask import current_app

from examportal.core import readers
from examportal.core.readers import SECRET_KEY_LENGTH
from examportal.core.sealed import KEY_BYTES, DataKey

PREFIX = "EXAMPORTAL_"
SECRETS_FILE = "secrets.env"
SETTINGS_FILE = "portal.env"
ROOT = Path(__file__).resolve().parent.parent
_SECRETS = ("secret_key", "data_keys", "index_key")


class SettingError(Exception):
    """A setting is missing or cannot be read; the text names it and says what is expected."""


def _setting(default: Any, meaning: str, read: Callable[[str], Any] = str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"meaning": meaning, "read": read, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this installation is told from outside; one field a setting, in the order that `flask settings` prints."""

    env: str = _setting(
        "embedded",
        "embedded makes missing secrets itself; production refuses to start without them",
        readers.one_of("embedded", "production"),
    )
    database_url: str = _setting(
        "", "SQLAlchemy address of the database; empty: SQLite in instance/", readers.database_url
    )
    secret_key: str = _setting(
        "", f"signs cookies; at least {SECRET_KEY_LENGTH} random characters", readers.secret_key, secret=True
    )
    data_keys: tuple[DataKey, ...] = _setting(
        (), "keys that seal personal data, id:base64,…, newest first (openssl rand -base64 32; then flask keys rotate)",
        readers.data_keys, secret=True,
    )  # fmt: skip
    index_key: bytes = _setting(
        b"", "key of the blind indexes, base64, 32 bytes; never changes", readers.key, secret=True
    )
    base_url: str = _setting("http://127.0.0.1:8000", "address of the portal as people see it", readers.base_url)
    smtp_url: str = _setting(
        "smtp://127.0.0.1:1025", "mail relay: smtp://user:pass@host:587?tls=starttls or smtps://…", secret=True
    )
    mail_sender: str = _setting("portal@oke.example.pl", "address that letters come from", readers.email)
    dkim_selector: str = _setting("", "name of the key with which your relay signs letters; empty: not checked")
    provider_rate: int = _setting(
        0, "letters a minute to one provider when many are sent at once; 0: no limit", readers.number
    )
    bounce_mailbox: str = _setting(
        "", "where letters come back to: maildir:/path or imaps://user:pass@host/INBOX; empty: not read", secret=True
    )
    redis_url: str = _setting("", "Redis/Valkey for scaled-out installations; empty: not used", secret=True)
    board_name: str = _setting("Okręgowa Komisja Egzaminacyjna", "name of the board on pages and in letters")
    board_phone: str = _setting("22 123 45 67", "phone of the help desk")
    board_hours: str = _setting("od poniedziałku do piątku, 8:00–15:00", "when the help desk answers")
    board_email: str = _setting("egzaminatorzy@oke.example.pl", "address of the help desk", readers.email)
    board_voivodeships: tuple[str, ...] = _setting(
        (), "voivodeships of the board, e.g. łódzkie,świętokrzyskie; empty: no address is outside them",
        readers.voivodeships,
    )  # fmt: skip
    accessibility_contact: str = _setting("", "who answers for accessibility, a person or a unit; empty: the board")
    accessibility_published: date = _setting(
        date(2026, 11, 1), "day the portal was opened to people, YYYY-MM-DD", date.fromisoformat
    )
    accessibility_updated: date = _setting(
        date(2026, 11, 1), "day of the portal's last significant change, YYYY-MM-DD", date.fromisoformat
    )
    accessibility_reviewed: date = _setting(
        date(2026, 11, 1), "day the accessibility statement was drawn up or reviewed, YYYY-MM-DD", date.fromisoformat
    )
    accessibility_building: str = _setting(
        "", "accessibility of the board's building, in sentences; empty: the help desk tells"
    )
    registry_number_pattern: re.Pattern[str] = _setting(
        re.compile(r"[A-Z0-9][A-Z0-9/.\-]{0,29}"), "regular expression of a normalised registry number", readers.pattern
    )
    min_age: int = _setting(22, "youngest plausible examiner, in full years", readers.number)
    first_login_until: date | None = _setting(None, "last day of first sign-ins, YYYY-MM-DD", date.fromisoformat)
    activation_hours: int = _setting(72, "how long an activation link works, in hours", readers.duration)
    reset_minutes: int = _setting(60, "how long a password link works, in minutes", readers.duration)
    reset_asks_email: bool = _setting(
        default=False, meaning="ask for the account's address before sending a password link", read=readers.switch
    )
    contact_check_days: int = _setting(
        180,
        "after how many days examiners are asked whether address and phone are still right; 0: never",
        readers.number,
    )
    raw_rows_days: int = _setting(
        30, "how long the rows of a merged register file are kept, sealed, in days", readers.number
    )
    legacy_sections: tuple[str, ...] = _setting(
        (), "sections of the old service, with ; between them, where rights have to be equal; empty: those of the file",
        readers.names,
    )  # fmt: skip
    journal_days: int = _setting(730, "how long the journal tells what happened, in days", readers.duration)
    history_names: bool = _setting(
        default=False, meaning="show examiners who of the office looked by name; off: by role", read=readers.switch
    )
    number_letters: bool = _setting(
        True, "write to the owner of an active account when a number joins it", readers.switch
    )
    sign_in_notices: str = _setting(
        "new_device", "write to examiners about sign-ins: every, new_device or never",
        readers.one_of("every", "new_device", "never"),
    )  # fmt: skip
    resend_stop_percent: int = _setting(
        20, "share of refused letters, in percent, above which a round of activation letters stops by itself",
        readers.number,
    )  # fmt: skip
    login_code: str = _setting(
        "new_device", "code by e-mail or SMS after the password: off, new_device (unless not to ask there) or always",
        readers.one_of("off", "new_device", "always"),
    )  # fmt: skip
    sms_url: str = _setting(
        "", "gateway of text messages: smsapi://token@api.smsapi.pl?from=name; empty: none, and no codes by SMS",
        secret=True,
    )  # fmt: skip
    sms_per_person: int = _setting(10, "text messages that one person may cost in any day", readers.duration)
    sms_per_day: int = _setting(2000, "text messages that all people together may cost in any day", readers.duration)
    proof_needed_for: tuple[str, ...] = _setting(
        ("email", "phone", "disclosure"),
        "what the office does on an active account only after a proof (support code or case): email, phone, disclosure "
        "(of data to a caller); a change of e-mail, PESEL, document, second step and joining records always need it",
        readers.some_of("email", "phone", "disclosure"),
    )  # fmt: skip
    recovery_waiting_hours: int = _setting(
        24, "how long an approved case waits for a veto before the link to a new password goes out", readers.duration
    )
    recovery_attachment_days: int = _setting(
        30, "how long files of a case are kept after its end, or while nobody knows whom it is about", readers.duration
    )
    recovery_points: int = _setting(3, "what the proofs of a case of recovery must be worth together", readers.duration)
    recovery_open_hours: int = _setting(72, "how long what a case has opened stays open, in hours", readers.duration)
    recovery_case_days: int = _setting(730, "how long what an ended case told is kept, in days", readers.duration)
    recovery_break_glass: str = _setting(
        "alone", "who may approve a case without a second person: alone (the only one there), always (all) or never",
        readers.one_of("alone", "always", "never"),
    )  # fmt: skip
    password_classes: bool = _setting(
        True, "ask for upper case, lower case, digit and special character", readers.switch
    )
    trusted_proxies: int = _setting(0, "how many proxies in front may name the client's address", readers.number)
    sign_ins_at_once: int = _setting(
        224, "sign-ins that a process compares or keeps waiting; fewer than its threads, more are told to come back",
        readers.number,
    )  # fmt: skip
    hash_memory_kib: int = _setting(19456, "argon2id memory in KiB (OWASP: 19456)", readers.number)
    hash_rounds: int = _setting(2, "argon2id rounds (OWASP: 2)", readers.number)

    @property
    def secure_cookies(self) -> bool:
        """Whether people reach the portal over HTTPS."""
        return self.base_url.startswith("https://")


@dataclass(frozen=True)
class Described:
    """One line of `flask settings`."""

    name: str
    value: str
    default: str
    meaning: str


def instance_folder() -> Path:
    """Return the folder with the installation's own files: database, secrets, settings."""
    return Path(os.environ.get(f"{PREFIX}INSTANCE") or ROOT / "instance").resolve()


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["settings"])


def describe(current: Settings) -> list[Described]:
    """Return every setting with value, default and meaning; secrets are hidden."""
    lines = []
    for item in fields(current):
        value, default = getattr(current, item.name), item.default
        hidden = item.metadata["secret"] and value
        shown = "(set, hidden)" if hidden else _without_password(_plain(value))
        lines.append(Described(PREFIX + item.name.upper(), shown, _plain(default), item.metadata["meaning"]))
    return lines


def _without_password(shown: str) -> str:
    """Hide the password of a database address, before the host or among the options."""
    shown = re.sub(r"^([^:/@]+://[^:/@]*):.*@", r"\1:(hidden)@", shown)
    return re.sub(r"(?i)(password=)[^&]*", r"\1(hidden)", shown)


def load(instance: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; `instance` is the folder with the installation's own files.

    Raises SettingError that names the setting when one cannot be read or a secret is missing; an embedded installation
    makes all of them once, together.
    """
    raw = _raw_values(instance, os.environ if environ is None else environ)
    env = raw.get("env", "embedded")
    if env != "production" and _missing_secrets(raw):
        raw = _made_secrets(instance) | raw
    if missing := _missing_secrets(raw):  # also when somebody has taken a line out of the file of secrets
        names = ", ".join(PREFIX + name.upper() for name in missing)
        raise SettingError(f"{env} needs these settings: {names}")
    if not raw.get("database_url"):
        raw["database_url"] = f"sqlite:///{instance / 'portal.db'}"
    return Settings(**{item.name: _read(item, raw) for item in fields(Settings)})


def _missing_secrets(raw: Mapping[str, str]) -> list[str]:
    return [name for name in _SECRETS if not raw.get(name)]


def _read(item: Any, raw: Mapping[str, str]) -> Any:
    text = raw.get(item.name)
    if text is None or text == "":
        return item.default if item.default is not MISSING else None
    try:
        return item.metadata["read"](text)
    except ValueError as fault:
        hint = "a secret that cannot be read" if item.metadata["secret"] else str(fault)
        raise SettingError(f"{PREFIX}{item.name.upper()}: {hint}") from None


def _raw_values(instance: Path, environ: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in (SECRETS_FILE, SETTINGS_FILE):
        path = instance / name
        if path.exists():
            values |= _own(dotenv_values(path, interpolate=False))
    return values | _own(environ)


def _own(pairs: Mapping[str, str | None]) -> dict[str, str]:
    start = len(PREFIX)
    return {name[start:].lower(): value for name, value in pairs.items() if name.startswith(PREFIX) and value}


def _made_secrets(instance: Path) -> dict[str, str]:
    """Make the secrets of an embedded installation once; of two processes that start together, one wins."""
    path = instance / SECRETS_FILE
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        draft = instance / f".{SECRETS_FILE}.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(_new_secrets())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return _own(dotenv_values(path, interpolate=False))


def _new_secrets() -> str:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    lines = {"SECRET_KEY": secrets.token_urlsafe(48), "DATA_KEYS": f"k1:{key()}", "INDEX_KEY": key()}
    return "".join(f"{PREFIX}{name}={value}\n" for name, value in lines.items())


def _plain(value: object) -> str:
    match value:
        case None | "" | () | b"":
            return "(none)"
        case re.Pattern():
            return cast("re.Pattern[str]", value).pattern
        case True | False:
            return "on" if value else "off"
        case tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)
