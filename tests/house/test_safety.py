"""What the source of the portal must not hold: cryptography and the network out of place, scripts that write HTML."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, Module, dotted, portal_modules

PORTAL = portal_modules()
# Each place, and what it does there: whoever adds one adds it to the inventory of docs/security.md (V11.1.2, V13.1.1).
CRYPTOGRAPHY = {
    "accounts/halfway/rules.py": "codes of a sign-in",
    "accounts/passwords.py": "hashes passwords",
    "accounts/steps/ceremonies.py": "what a passkey signed",
    "accounts/steps/codes.py": "codes of authenticator apps, recovery codes",
    "accounts/steps/passkeys.py": "challenges of passkeys",
    "accounts/support_codes/service.py": "compares codes",
    "config.py": "makes the secrets of an embedded installation",
    "core/sealed.py": "seals personal data, blind indexes",
    "core/tokens.py": "random tokens and their digests",
    "intake/columns.py": "digest of a file's headers",
    "intake/undoing.py": "digest of a plan",
    "intake/uploads/receiving.py": "digest of a file",
    "intake/uploads/work.py": "digest of a plan",
    "jobs/service.py": "names of leases",
    "journal/rules.py": "the chain of the journal",
    "journal/service.py": "the seal of the journal's head",
    "legacy/examiners/service.py": "digest of what was decided about a file",
    "legacy/moving/service.py": "digest of what becomes of accounts",
    "mail/letter.py": "letter numbers",
    "mail/service.py": "Message-IDs",
    "office/helping/service.py": "compares what was shown",
    "office/season/charts.py": "signs the addresses of charts",
    "recovery/attachments/service.py": "digest of a file",
    "recovery/rules.py": "draws numbers of cases",
    "register/login_numbers.py": "draws login numbers",
    "sheets/reader.py": "digest of a file",
    "web/plumbing.py": "digests of static files in their addresses",
}
NETWORK = {
    "mail/bounces/mailboxes.py": "reads the mailbox of bounces",
    "mail/bounces/work.py": "knows its faults",
    "mail/relay.py": "talks to the relay",
    "office/doctor/checks.py": "tries the relay",
    "office/doctor/dns.py": "asks for SPF, DKIM and DMARC",
    "sms/gateway.py": "talks to the gateway of text messages",
}
OF_CRYPTOGRAPHY = {"argon2", "cryptography", "hashlib", "hmac", "itsdangerous", "pyotp", "secrets", "webauthn"}
OF_THE_NETWORK = {"dns", "ftplib", "http", "httpx", "imaplib", "requests", "smsapi", "smtplib", "socket", "urllib3"}

OF_DEVELOPMENT = "dev/"
WRITES_HTML = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function")
KEEPS = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie")
SCRIPTS = sorted((PACKAGE / "static" / "js").glob("*.js"))


def imported(module: Module) -> Iterator[str]:
    """Yield the packages that a module imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def users(packages: set[str]) -> dict[str, set[str]]:
    """Return which modules of the portal import any of these packages, without what only developers run."""
    found = {module.path.relative_to(PACKAGE).as_posix(): set(imported(module)) & packages for module in PORTAL}
    return {name: used for name, used in found.items() if used and not name.startswith(OF_DEVELOPMENT)}


def test_cryptography_is_used_in_known_places_only() -> None:
    assert users(OF_CRYPTOGRAPHY).keys() == CRYPTOGRAPHY.keys()


def test_the_network_is_used_in_known_places_only() -> None:
    assert users(OF_THE_NETWORK).keys() == NETWORK.keys()


def test_no_page_mixes_what_came_by_different_ways() -> None:
    # `request.values` takes an answer from the address when the form has none: one could be slipped in by a link.
    mixed = [
        module.at(node)
        for module in PORTAL
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and dotted(node) == "request.values"
    ]
    assert mixed == []


def unbounded(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield where something of a request is read as a number of any size: databases take none of more than 64 bits."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            yield from (one for one in node.keywords if one.arg == "type" and dotted(one.value) == "int")


def test_numbers_in_addresses_are_those_of_rows() -> None:
    found = [module.at(node) for module in PORTAL for node in unbounded(module.tree)]
    assert found == []  # `web.lists.row_number` reads them
    assert len(list(unbounded(ast.parse("request.args.get('przed', type=int)")))) == 1


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_put_text_into_pages_as_text(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert not WRITES_HTML.search(source)
    assert not KEEPS.search(source)


def test_the_searches_see_what_they_are_for() -> None:
    assert WRITES_HTML.search("box.innerHTML = name;")
    assert KEEPS.search("localStorage.setItem('a', name)")
    assert users({"argon2"}).keys() == {"accounts/passwords.py"}
    assert SCRIPTS
