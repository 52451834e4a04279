"""How well the labelled documents are read: precision, recall and F1 by kind.

A label counts as found when path and place agree (clauses), when path, role and name agree (units), or when path,
value and unit agree (targets, money). Items marked optional in the labels count neither way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bole.documents.fold import fold
from bole.documents.reader import read_file

LABELLED = Path(__file__).parent / "labelled"
KINDS = ("clauses", "units", "targets", "money")
NEAR = 5
"""A clause is found when it begins within so many characters of the label."""
_SAME_UNIT = {"名": "人", "位": "人", "月": "个月"}


def documents(gold: Path = LABELLED, texts: Path | None = None) -> list[tuple[Path, dict[str, Any]]]:
    """Each labelled document with its labels."""
    out = []
    for labels in sorted(gold.glob("*.gold.json")):
        name = labels.name.removesuffix(".gold.json")
        found = [p for p in (texts or gold).glob(f"{name}.*") if p.suffix in (".txt", ".html", ".md")]
        out.append((found[0], json.loads(labels.read_text(encoding="utf-8"))))
    return out


def counts(path: Path, gold: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """For each kind how many labels were found (tp), missed (fn), and how many readings have no label (fp)."""
    said = read_file(path).to_json()
    return {
        "clauses": _clauses(gold["clauses"], said["clauses"]),
        "units": _compared(_names(gold["units"], False), _names(said["units"], None), _names(gold["units"], True)),
        "targets": _figures(gold["targets"], said["targets"]),
        "money": _figures(gold["money"], said["money"]),
    }


def identity(path: Path, gold: Mapping[str, Any]) -> dict[str, bool]:
    """Whether title, number, date and issuers are right."""
    said = read_file(path).to_json()
    titles = {_bare(t) for t in (gold["title"], *gold.get("title_alt", ()))}
    return {
        "title": _bare(said["title"]) in titles,
        "document_number": _bare(said["document_number"] or "") == _bare(gold["document_number"] or ""),
        "date_of_issue": said["date_of_issue"] == gold["date_of_issue"],
        "issuing_bodies": {_bare(b) for b in said["issuing_bodies"]} == {_bare(b) for b in gold["issuing_bodies"]},
    }


def f1(c: Counter[str]) -> float:
    """Harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
    return 2 * c["tp"] / (2 * c["tp"] + c["fp"] + c["fn"]) if c.total() else 1.0


def _bare(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _clauses(gold: Iterable[Mapping[str, Any]], said: Iterable[Mapping[str, Any]]) -> Counter[str]:
    left = {(_path(c), c["start_char"]) for c in said}
    c: Counter[str] = Counter()
    for label in gold:
        near = [s for s in left if s[0] == _path(label) and abs(s[1] - label["start_char"]) <= NEAR]
        c["tp" if near else "fn"] += 1
        left -= set(near[:1])
    c["fp"] = len(left)
    return c


def _path(item: Mapping[str, Any]) -> str:
    return fold(item["path"]).replace(" ", "")


def _names(mentions: Iterable[Mapping[str, Any]], optional: bool | None) -> Counter[tuple[str, ...]]:
    return Counter(
        {
            (_path(m), role, fold(part))
            for m in mentions
            if optional is None or bool(m.get("optional")) is optional
            for role in ("lead", "cooperating", "responsible")
            for name in m[role]
            for part in name.split("、")
        }
    )


def _compared(
    gold: Counter[tuple[str, ...]], said: Counter[tuple[str, ...]], free: Counter[tuple[str, ...]]
) -> Counter[str]:
    both = (gold & said).total()
    return Counter(tp=both, fn=(gold - said).total(), fp=(said - gold - free).total())


def _figures(gold: list[Mapping[str, Any]], said: list[Mapping[str, Any]]) -> Counter[str]:
    wanted = Counter(_figure(g) for g in gold if not g.get("optional"))
    free = Counter(_figure(g) for g in gold if g.get("optional"))
    return _compared(wanted, Counter(_figure(s) for s in said), free)


def _figure(item: Mapping[str, Any]) -> tuple[str, ...]:
    value = item["value"] if isinstance(item["value"], list) else [item["value"]]
    unit = fold(item.get("unit", "元"))
    return _path(item), ",".join(f"{v:.6g}" for v in value), _SAME_UNIT.get(unit, unit)
