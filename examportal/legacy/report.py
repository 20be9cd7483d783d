"""What a file of the old service comes to, as scripts read it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examportal.legacy import wording
from examportal.legacy.reader import AccountsFile
from examportal.legacy.rules import Judged, OldAccount, Verdict, judge


@dataclass(frozen=True)
class Finding:
    """An account of a file with its verdict, and the lines of its faulty rows."""

    account: OldAccount
    judged: Judged
    lines: tuple[int, ...]

    @property
    def message(self) -> str:
        """The verdict in words."""
        return wording.sentence(self.account, self.judged, self.lines)


def findings(file: AccountsFile) -> list[Finding]:
    """Return every account of a file with its verdict, by login."""
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for error in file.errors:
        lines[error.login].append(error.line)
    return [
        Finding(account, judge(account, file.sections, file.rights), tuple(lines.get(account.login, ())))
        for account in file.accounts
    ]


def totals(found: list[Finding]) -> Mapping[str, int]:
    """Return how many accounts have which verdict."""
    counted = Counter(one.judged.verdict for one in found)
    return {str(verdict): counted[verdict] for verdict in Verdict}


def document(file: AccountsFile, found: list[Finding]) -> dict[str, Any]:
    """Return the document of `flask legacy check --json`."""
    return {
        "file_error": None,
        "sections": list(file.sections),
        "totals": totals(found),
        "accounts": [
            {
                "login": one.account.login,
                "verdict": str(one.judged.verdict),
                "reason": str(one.judged.reason),
                "missing": [wording.lacking(box) for box in one.judged.missing],
                "message": one.message,
            }
            for one in found
        ],
        "row_errors": [{"line": error.line, "message": wording.row_sentence(error)} for error in file.errors],
    }


def refused_document(fault: wording.Unusable) -> dict[str, Any]:
    """Return the same document for a file that cannot be taken at all."""
    return {
        "file_error": {"code": wording.file_code(fault), "message": wording.file_sentence(fault)},
        "sections": [],
        "totals": totals([]),
        "accounts": [],
        "row_errors": [],
    }
