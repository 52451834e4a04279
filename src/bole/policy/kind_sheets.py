"""事项表: `services/<name>.toml` of a pack, a kind of case: which flow, which scheme, what is asked; see
docs/guide/cases.md.

    id = "langyu.grant-claim"       # the pack and the file's name
    title = "技能津贴"
    title_en = "skill grant"
    flow = "nation.two-reviews"     # a flow of the pack or of one above it
    mode = "found"                  # found, quick, ordinary
    scheme = "langyu.grant"         # left out where no scheme decides
    by = "person"                   # or organisation
    cites = {document = "langyu-6", path = "二/(一)"}
    promised = 10                   # working days altogether; left out: not said
    verified = false                # whether somebody compared days, questions and materials with a document
    fund = "langyu.talent"          # where something is paid

    [declares]                      # where the application itself is the fact: a lease, a loan that is asked for
    table = "housing"               # housing, loan, service
    fixed = {kind = "rent"}         # what is the same in every application
    day = ""                        # the column that the day of application fills

    [[questions]]
    name = "bank_account"
    title = "银行账户"
    title_en = "bank account"
    kind = "bank-account"
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bole.kernel.codes import CODES
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Kind
from bole.kernel.flow import Flow
from bole.policy import errors, flow_errors
from bole.policy.case_kinds import (
    ANSWERS,
    BANK_ACCOUNT,
    CLASSES,
    DECLARED,
    QUESTION_KINDS,
    CaseKind,
    Declares,
    Material,
    Question,
)
from bole.policy.dated import Citing, read_citation
from bole.policy.errors import Faults
from bole.policy.flow_sheets import read_names
from bole.policy.marked_toml import read_sheet
from bole.policy.marked_yaml import Fields, nearest

SERVICES: Final = "services"
APPLICANTS: Final = ("person", "organisation")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", re.ASCII)
_FUND: Final = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Need:
    """流程所需: a key that a kind writes exactly where its flow asks for it."""

    key: str
    why: str
    """The guard or effect that asks for it."""
    has: Callable[[CaseKind], bool]
    idle: bool = True
    """Whether the key is a fault where the flow does not ask for it."""


NEEDS: Final = (
    Need("fund", "commit", lambda kind: bool(kind.fund)),
    Need(BANK_ACCOUNT, "commit", lambda kind: any(q.kind == "bank-account" for q in kind.questions), idle=False),
    Need("stock", "stock-left", lambda kind: bool(kind.stock)),
    Need("scorers", "scored", lambda kind: kind.scorers > 0),
    Need("appeal_days", "in-appeal-time", lambda kind: kind.appeal_days > 0),
)


def read_kind(file: Path, pack: str, flows: Mapping[str, Flow], citing: Citing, faults: Faults) -> CaseKind | None:
    """Read and check one kind of case; None where none can be made of it.

    Whether its scheme exists is asked when the schemes are loaded (`kind_checks`).
    """
    fields = read_sheet(file, faults)
    if fields is None:
        return None
    before = len(faults.found)
    id_, title, title_en = read_names(fields, pack)
    flow = _flow(fields, pack, flows)
    cites = read_citation(fields, citing)
    kind = CaseKind(
        id=id_,
        title=title,
        title_en=title_en,
        flow=flow or _NO_FLOW,
        mode=fields.choice("mode", CLASSES),
        scheme=fields.text("scheme", required=False),
        by=fields.choice("by", APPLICANTS),
        cites=cites[0] if cites else None,
        promised=fields.count("promised"),
        legal=fields.count("legal"),
        verified=fields.flag("verified", required=True),
        questions=_questions(fields),
        materials=_materials(fields),
        fund=_matching(fields, "fund", _FUND),
        appeal_days=fields.count("appeal_days"),
        quota=fields.count("quota"),
        stock=_matching(fields, "stock", _NAME),
        scorers=fields.count("scorers"),
        note=fields.text("note", required=False),
        note_en=fields.text("note_en", required=False),
        declares=_declares(fields),
        place=f"{file}:1",
    )
    fields.close()
    if kind.verified and cites and not cites[1]:
        fields.fault(errors.VERIFIED_UNSEEN, fields.line_of("verified"), id=cites[0].document)
    if kind.promised and kind.legal and kind.promised > kind.legal:
        fields.fault(
            flow_errors.PROMISED_TOO_LATE, fields.line_of("promised"), promised=kind.promised, legal=kind.legal
        )
    if kind.declares:
        _told_whole(kind, kind.declares, fields)
    if flow:
        _fits(kind, flow, fields)
    return None if len(faults.found) > before else kind


_NO_FLOW: Final = Flow(id="", title="", title_en="", start="", states=(), steps=())
"""What stands for a flow that is not known; a kind with it is never given back."""


def _flow(fields: Fields, pack: str, flows: Mapping[str, Flow]) -> Flow | None:
    """The flow named, without the pack's name where it is its own."""
    name = fields.text("flow")
    full = name if "." in name else f"{pack}.{name}"
    if name and full not in flows:
        fields.fault(flow_errors.UNKNOWN_FLOW, fields.line_of("flow"), id=name, nearest=nearest(full, flows))
    return flows.get(full)


def _matching(fields: Fields, key: str, form: re.Pattern[str]) -> str:
    word = fields.text(key, required=False)
    if word and not form.fullmatch(word):
        fields.fault(flow_errors.BAD_CODE, fields.line_of(key), key=key, found=word)
        return ""
    return word


def _fits(kind: CaseKind, flow: Flow, fields: Fields) -> None:
    """What the flow asks of the kind, and what the kind says to no use."""
    words = (*flow.guards, *flow.effects)
    for need in NEEDS:
        asked, has = need.why in words, need.has(kind)
        if asked and not has:
            fields.fault(flow_errors.KIND_LACKS, fields.line_of("flow"), key=need.key, flow=flow.id, word=need.why)
        elif has and not asked and need.idle:
            fields.fault(flow_errors.KIND_IDLE, fields.line_of(need.key), key=need.key, flow=flow.id, word=need.why)


def _declares(fields: Fields) -> Declares | None:
    """What an application tells the register; None where the sheet has none of it."""
    if "declares" not in fields:
        return None
    part = fields.mapping("declares")
    if part is None:
        return None
    table = part.choice("table", DECLARED)
    fixed = part.mapping("fixed") if "fixed" in part else None
    told = fixed.texts() if fixed else {}
    day = part.text("day", required=False)
    part.close()
    if not table:
        return None
    columns = {one.name: one for one in STANDARD.table(table).columns}
    for name in (*told, *([day] if day else [])):
        if name not in columns or (name == day and columns[name].kind is not Kind.DATE):
            part.fault(flow_errors.UNKNOWN_FACT, part.line, name=f"{table}.{name}", nearest=nearest(name, columns))
    for name, code in told.items():
        if name in columns and not _may_be(columns[name], code):
            part.fault(flow_errors.BAD_FIXED, part.line, name=f"{table}.{name}", found=code)
    return Declares(table, told, day)


def _may_be(column: Column, told: str) -> bool:
    """Whether a column can hold what is written: a code of its list, where the list is short and known."""
    if column.kind is Kind.FLAG:
        return told in ("true", "false")
    return column.kind is Kind.CODE and (column.system not in CODES or told in CODES[column.system])


def _told_whole(kind: CaseKind, declares: Declares, fields: Fields) -> None:
    """Every column that a row cannot do without is told once, by an answer that can tell it."""
    table = STANDARD.table(declares.table)
    told = dict.fromkeys([*declares.fixed, *([declares.day] if declares.day else [])], 1)
    for question in kind.questions:
        name, _dot, column = question.known_from.partition(".")
        if name != declares.table:
            continue
        found = next(one for one in table.columns if one.name == column)
        told[column] = told.get(column, 0) + 1
        if question.kind not in ANSWERS.get(found.kind, ()):
            fields.fault(flow_errors.BAD_ANSWER, fields.line, name=question.name, fact=question.known_from)
        for code, _title, _en in question.choices:
            if not _may_be(found, code):
                fields.fault(flow_errors.BAD_FIXED, fields.line, name=question.known_from, found=code)
    for one in table.columns:
        if told.get(one.name, 0) > 1:
            fields.fault(flow_errors.TOLD_TWICE, fields.line, name=f"{table.name}.{one.name}")
        needed = not one.nullable and one.name not in (table.key, "person", "until", "open")
        if needed and one.name not in told:
            fields.fault(flow_errors.UNTOLD, fields.line, name=f"{table.name}.{one.name}")


def _questions(fields: Fields) -> tuple[Question, ...]:
    names: dict[str, int] = {}
    return tuple(_question(part, names) for part in fields.mappings("questions", required=False))


def _question(fields: Fields, names: dict[str, int]) -> Question:
    question = Question(
        name=_name(fields, names),
        title=fields.text("title"),
        title_en=fields.text("title_en"),
        kind=fields.choice("kind", QUESTION_KINDS),
        hint=fields.text("hint", required=False),
        hint_en=fields.text("hint_en", required=False),
        optional=fields.flag("optional"),
        choices=_choices(fields),
        known_from=_known_from(fields),
    )
    fields.close()
    if (question.kind == "choice") != bool(question.choices):
        fields.fault(flow_errors.NO_CHOICES, fields.line_of("kind"), name=question.name)
    if (question.kind == "bank-account") != (question.name == BANK_ACCOUNT):
        fields.fault(flow_errors.ACCOUNT_NAME, fields.line_of("name"), name=question.name, wanted=BANK_ACCOUNT)
    return question


def _choices(fields: Fields) -> tuple[tuple[str, str, str], ...]:
    names: dict[str, int] = {}
    found = []
    for part in fields.mappings("choices", required=False):
        found.append((_name(part, names, "code"), part.text("title"), part.text("title_en")))
        part.close()
    return tuple(found)


def _known_from(fields: Fields) -> str:
    """A fact, as table.column."""
    named = fields.text("known_from", required=False)
    table, _dot, column = named.partition(".")
    if not named:
        return ""
    columns = [one.name for one in STANDARD.table(table).columns] if table in STANDARD.tables else []
    if column not in columns:
        known = [f"{name}.{one.name}" for name, of in STANDARD.tables.items() for one in of.columns]
        fields.fault(flow_errors.UNKNOWN_FACT, fields.line_of("known_from"), name=named, nearest=nearest(named, known))
    return named


def _materials(fields: Fields) -> tuple[Material, ...]:
    names: dict[str, int] = {}
    return tuple(_material(part, names) for part in fields.mappings("materials", required=False))


def _material(fields: Fields, names: dict[str, int]) -> Material:
    material = Material(
        name=_name(fields, names),
        title=fields.text("title"),
        title_en=fields.text("title_en"),
        optional=fields.flag("optional"),
        unless=fields.words("unless", required=False),
    )
    fields.close()
    return material


def _name(fields: Fields, names: dict[str, int], key: str = "name") -> str:
    """A name that stands once in its list."""
    name = fields.text(key)
    if name and not _NAME.fullmatch(name):
        fields.fault(flow_errors.BAD_CODE, fields.line_of(key), key=key, found=name)
    if name in names:
        fields.fault(flow_errors.CODE_TWICE, fields.line_of(key), code=name, line=names[name])
    names.setdefault(name, fields.line)
    return name
