"""条款索引: which documents a pack rests on, and the SHA-256 of each of their clauses; no wording.

`documents.yaml` lists them. `bole pack index FILE` writes an entry; `bole pack check --document FILE` compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.policy import errors
from bole.policy.digest import digest
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields, nearest, read_list

AT_HAND: Final = "at_hand"
NOT_AT_HAND: Final = "not_at_hand"
STATUSES: Final = (AT_HAND, NOT_AT_HAND)
_HASH_LENGTH: Final = 64


@dataclass(frozen=True)
class Document:
    """文件: a document as packs cite it. One that nobody here has seen is `not_at_hand` and has no clauses."""

    id: str
    title: str
    number: str
    issued_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    status: Literal["at_hand", "not_at_hand"]
    clauses: Mapping[str, str] = field(default_factory=dict)
    """Path to the SHA-256 of the clause's normalised text."""
    note: str = ""
    line: int = 0

    @property
    def at_hand(self) -> bool:
        """Whether its clauses were indexed from the document itself."""
        return self.status == AT_HAND

    def holds(self, path: str) -> bool:
        """Whether a citation of this path resolves.

        Where the document is at hand and has clauses, the clause must be one of them. Where it is not, any path does
        ("" is the document as a whole), and what rests on it cannot be called verified.
        """
        return path in self.clauses or not self.at_hand or (path == "" and not self.clauses)

    @cached_property
    def digest(self) -> str:
        """摘要 of the dates and of all clauses."""
        days = [self.issued_on, self.in_force_from, self.in_force_until]
        return digest([self.id, self.status, days, dict(self.clauses)])


@dataclass(frozen=True, slots=True)
class ClauseChanges:
    """条款变动: how a document at hand differs from its index; paths in the order of the index."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    def touches(self, ref: ClauseRef) -> bool:
        """Whether a citation stands on a clause that changed or is gone."""
        return ref.path in self.changed or ref.path in self.missing


def changed_clauses(index: Document, hashes: Mapping[str, str]) -> ClauseChanges:
    """Compare the index with the clauses of the document at hand (path to SHA-256)."""
    return ClauseChanges(
        changed=tuple(path for path, known in index.clauses.items() if hashes.get(path, known) != known),
        missing=tuple(path for path in index.clauses if path not in hashes),
        added=tuple(path for path in hashes if path not in index.clauses),
    )


def likeness(index: Document, hashes: Mapping[str, str]) -> int:
    """How many clauses of the document at hand stand word for word in the index."""
    return sum(hashes.get(path) == known for path, known in index.clauses.items())


def read_documents(file: Path, faults: Faults) -> dict[str, Document]:
    """Read and check `documents.yaml`; faults go to `faults`."""
    found: dict[str, Document] = {}
    for fields in read_list(file, faults):
        document = _document(fields)
        if document.id in found:
            where = f"{file}:{found[document.id].line}"
            fields.fault(errors.ID_TWICE, fields.line_of("id"), id=document.id, where=where)
        elif document.id:
            found[document.id] = document
    return found


def _document(fields: Fields) -> Document:
    identity = _identity(fields)
    status = fields.choice("status", STATUSES)
    document = Document(
        id=identity,
        title=fields.text("title"),
        number=fields.text("number", nullable=True),
        issued_on=fields.day("issued_on", nullable=True),
        in_force_from=fields.day("in_force_from", nullable=True),
        in_force_until=fields.day("in_force_until", required=False),
        status="not_at_hand" if status == NOT_AT_HAND else "at_hand",
        clauses=_clauses(fields),
        note=fields.text("note", required=False),
        line=fields.line,
    )
    fields.close()
    if document.clauses and not document.at_hand:
        fields.fault(errors.BAD_CHOICE, fields.line_of("status"), key="status", found=NOT_AT_HAND, known=AT_HAND)
    start, end = document.in_force_from, document.in_force_until
    if start and end and end < start:
        fields.fault(errors.FROM_AFTER_UNTIL, fields.line_of("in_force_from"), start=start, end=end)
    return document


def _identity(fields: Fields) -> str:
    found = fields.text("id")
    try:
        return ClauseRef(found, "").document if found else ""
    except BoleError:
        fields.fault(errors.BAD_ID, fields.line_of("id"), key="id", found=found)
        return ""


def _clauses(fields: Fields) -> dict[str, str]:
    mapping = fields.mapping("clauses")
    if mapping is None:
        return {}
    clauses = mapping.texts()
    for path, known in clauses.items():
        if len(known) != _HASH_LENGTH or set(known) - set("0123456789abcdef"):
            form = "SHA-256 (64 × 0-9, a-f)"
            mapping.fault(errors.BAD_CHOICE, mapping.line_of(path), key=path, found=known, known=form)
    return clauses


def check_citation(documents: Mapping[str, Document], ref: ClauseRef) -> Document:
    """The document of a citation that resolves; raises BoleError for one that does not."""
    document = documents.get(ref.document)
    if document is None:
        raise BoleError(errors.UNKNOWN_DOCUMENT, id=ref.document, nearest=nearest(ref.document, documents))
    if not document.holds(ref.path):
        like = nearest(ref.path, document.clauses)
        raise BoleError(errors.UNKNOWN_CLAUSE, id=ref.document, path=ref.path, nearest=like)
    return document


def to_json(document: Document) -> dict[str, Any]:
    """The entry of `documents.yaml` with its keys in order; days as text."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    entry: dict[str, Any] = {
        "id": document.id,
        "title": document.title,
        "number": document.number or None,
        "issued_on": day(document.issued_on),
        "in_force_from": day(document.in_force_from),
    }
    if document.in_force_until:
        entry["in_force_until"] = day(document.in_force_until)
    entry["status"] = document.status
    if document.note:
        entry["note"] = document.note
    return entry | {"clauses": dict(document.clauses)}


def to_yaml(document: Document) -> str:
    """The entry as it stands in `documents.yaml`."""
    entry = to_json(document)
    for key in ("issued_on", "in_force_from", "in_force_until"):
        if entry.get(key):
            entry[key] = date.fromisoformat(entry[key])
    return yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=1000)
