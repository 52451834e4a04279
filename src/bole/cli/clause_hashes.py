"""条款散列: a document at hand as the clause index of a pack keeps it: SHA-256 of each clause, no wording."""

import hashlib
import unicodedata
from datetime import date
from pathlib import Path

from bole.documents import Reading, read_file
from bole.policy.clause_index import Document


def read_document(file: Path) -> Reading:
    """Read one file; raises BoleError where it cannot be read."""
    return read_file(file)


def normalised(folded: str) -> str:
    """What of a clause counts: NFKC, without white space; `folded` is Simplified already."""
    return "".join(unicodedata.normalize("NFKC", folded).split())


def clause_hashes(reading: Reading) -> dict[str, str]:
    """SHA-256 of each clause's normalised text by path, in the order of the document; a clause holds those below it."""
    text = reading.text
    found: dict[str, list[str]] = {}
    for clause in reading.clauses:
        start, end = text.position(clause.start_char), text.position(clause.end_char)
        found.setdefault(clause.path, []).append(normalised(text.folded[start:end]))
    # A path that a document uses twice stands for both passages.
    return {path: hashlib.sha256("\n".join(parts).encode()).hexdigest() for path, parts in found.items()}


def document_of(reading: Reading, id: str) -> Document:
    """The index entry of a document at hand; `id` "" takes one from the number or the date that it bears."""
    about = reading.metadata
    return Document(
        id=id or f"document-{_digits(reading)}",
        title=about.title or Path(reading.document).stem,
        number=about.document_number or "",
        issued_on=date.fromisoformat(about.date_of_issue) if about.date_of_issue else None,
        in_force_from=None,
        in_force_until=None,
        status="at_hand",
        clauses=clause_hashes(reading),
    )


def _digits(reading: Reading) -> str:
    """The number of the proposal it answers, else its own, else its date, else the beginning of its hash."""
    about = reading.metadata
    for text in (about.proposal_number, about.document_number, about.date_of_issue):
        digits = "".join(c if c.isdigit() and c.isascii() else " " for c in text or "").split()
        if digits:
            return "-".join(digits) if text == about.document_number else "".join(digits)
    return reading.sha256[:8]
