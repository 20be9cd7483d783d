"""Which kinds of proof there are and what they are worth. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ProofCode(StrEnum):
    """The kinds of proof that the portal brings along; the office may add others."""

    CALL_BACK = "call_back"
    SUPPORT_CODE = "support_code"
    HEAD = "head"
    IDENTITY_SEEN = "identity_seen"
    SIGNED = "signed"
    PAPERS = "papers"
    ANSWERS = "answers"


@dataclass(frozen=True)
class ProofKind:
    """A kind of proof as the office's list has it; one that is not in use is offered no more."""

    code: str
    label: str
    points: int
    in_use: bool = True


MOST_POINTS = 10
LONGEST_LABEL = 120
DEFAULT_KINDS = (
    ProofKind(ProofCode.CALL_BACK, "Oddzwonienie na numer, który mieliśmy przed sprawą", 2),
    ProofKind(ProofCode.SUPPORT_CODE, "Kod autoryzujący z konta tej osoby", 3),
    ProofKind(ProofCode.IDENTITY_SEEN, "Dokument tożsamości okazany w komisji", 3),
    ProofKind(ProofCode.SIGNED, "Dokument podpisany elektronicznie (profil zaufany, podpis kwalifikowany)", 3),
    ProofKind(ProofCode.PAPERS, "Dokumenty przysłane pocztą albo dołączone do sprawy", 2),
    ProofKind(ProofCode.HEAD, "Potwierdzenie od dyrektora szkoły, pod numerem z wykazu szkół", 2),
    ProofKind(ProofCode.ANSWERS, "Odpowiedzi zgodne z ewidencją", 1),
)


def proof_kinds(changed: Iterable[ProofKind]) -> list[ProofKind]:
    """Return the list in force: the portal's kinds as the office has changed them, then the office's own."""
    own = {kind.code: kind for kind in changed}
    listed = [own.pop(kind.code, kind) for kind in DEFAULT_KINDS]
    return listed + list(own.values())


def points_of(proofs: Iterable[tuple[str, int]]) -> int:
    """Return what proofs are worth together, given as (kind, points); a kind counts once."""
    return sum(dict(proofs).values())
