"""阅读结果: all that is read out of one document, the contract of `bole read --json`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from bole.documents.text import Text

Number = int | float | tuple[int | float, int | float]
Comparator = Literal[">=", "<=", "=", "≈"]
Force = Literal["hard", "approximate", "hoped"]
MoneyKind = Literal["fact", "commitment", "standard", "threshold", "goal"]


@dataclass(frozen=True, slots=True)
class Clause:
    """条款: a passage opened by a printed marker; `path` joins the markers from the top (`二/(四)/3/一是`)."""

    path: str
    heading: str
    start_char: int
    end_char: int
    kind: Literal["clause", "yishi", "row"] = "clause"


@dataclass(frozen=True, slots=True)
class UnitMention:
    """责任分工: one bracket, line or row of cells that assigns units, and the range of text it governs."""

    path: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    responsible: tuple[str, ...]
    mention_start: int
    mention_end: int
    scope_start: int
    scope_end: int
    etc: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """目标: a number that the authority commits to reach, keep or do."""

    path: str
    indicator: str
    comparator: Comparator
    value: Number
    unit: str
    period: str
    start_char: int
    quote: str
    end_char: int = 0
    strict: bool = False
    force: Force = "hard"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """既成事实: a number that was reached already; kept apart from promises, used when figures are compared."""

    path: str
    indicator: str
    comparator: Comparator
    value: Number
    unit: str
    period: str
    start_char: int
    quote: str
    end_char: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """金额: a sum of money as printed, in yuan."""

    path: str
    value: Number
    comparator: Comparator
    what: str
    kind: MoneyKind
    start_char: int
    quote: str
    end_char: int = 0
    per: str = ""
    strict: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """引用文件: a document that this one names."""

    title: str
    number: str | None
    start_char: int
    end_char: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """联系人: a named person and telephone; personal data, masked wherever it is shown (T15)."""

    name: str
    phone: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """存疑: what the reader is not sure of, and where."""

    code: str
    message: str
    start_char: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """文件要素: what stands around the clauses."""

    title: str
    title_alt: tuple[str, ...] = ()
    issuing_bodies: tuple[str, ...] = ()
    document_number: str | None = None
    date_of_issue: str | None = None
    date_printed: str | None = None
    date_published: str | None = None
    addressee: str | None = None
    reply_class: str | None = None
    proposal_number: str | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """阅读结果: one document read; offsets are code points of `raw`."""

    document: str
    sha256: str
    format: str
    encoding: str
    raw: str
    text: Text
    metadata: Metadata
    clauses: tuple[Clause, ...]
    units: tuple[UnitMention, ...]
    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    money: tuple[Sum, ...]
    cites: tuple[Citation, ...]
    doubts: tuple[Doubt, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object of the JSON contract, keys in its order."""
        m = self.metadata
        out: dict[str, Any] = {
            "document": self.document,
            "title": m.title,
            "issuing_bodies": list(m.issuing_bodies),
            "document_number": m.document_number,
            "date_of_issue": m.date_of_issue,
            "clauses": [_plain(c) for c in self.clauses],
            "units": [_plain(u) for u in self.units],
            "targets": [_plain(t) for t in self.targets],
            "money": [_plain(s) | {"currency": "CNY"} for s in self.money],
            "facts": [_plain(f) for f in self.facts],
            "cites": [_plain(c) for c in self.cites],
            "contacts": [_plain(c) | {"personal": True} for c in m.contacts],
            "warnings": [_plain(d) for d in self.doubts],
            "title_alt": list(m.title_alt),
            "date_printed": m.date_printed,
            "date_published": m.date_published,
            "addressee": m.addressee,
            "reply_class": m.reply_class,
            "proposal_number": m.proposal_number,
            "chars": len(self.raw),
            "sha256": self.sha256,
            "format": self.format,
            "encoding": self.encoding,
        }
        if self.format in ("docx", "pdf"):
            out["text"] = self.raw
        return out


def _plain(item: Any) -> dict[str, Any]:
    """A dataclass as JSON: tuples become lists, false marks (strict, optional) are left out."""
    out: dict[str, Any] = {}
    for f in fields(item):
        value = getattr(item, f.name)
        if f.name in ("strict", "optional", "per") and not value:
            continue
        out[f.name] = list(value) if isinstance(value, tuple) else value
    return out
