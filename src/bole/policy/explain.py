"""解释: one decision told to the person it is about: each criterion with its facts, clause, parameters and way out.

    explain(scheme, decision, file, as_of=..., covered=..., language="zh").to_json()

The values come from the same function that decides; only words are added here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from bole.kernel.errors import BoleError
from bole.kernel.facts import Kind
from bole.kernel.messages import N_, _, use_language
from bole.policy.answers import Case, CriterionAnswer, DatedUsed, FactUsed, File, Path, Trace, Values, answers, asked_of
from bole.policy.catalogues import Catalogue
from bole.policy.contests import looked_at
from bole.policy.decision import Decision, Rival
from bole.policy.errors import NOT_DECIDED
from bole.policy.flips import Flip, earliest, scheme_last_day
from bole.policy.parameters import Parameter
from bole.policy.readings.flip_words import evidence_told, flip_told, of_row
from bole.policy.readings.function import PersonRules
from bole.policy.readings.rule import supplied_by
from bole.policy.readings.sentence import say
from bole.policy.readings.wording import (
    chinese,
    column_label,
    rows_label,
    table_label,
    told_money,
    told_rounding,
    told_value,
)
from bole.policy.receipt import receipt_of
from bole.policy.scheme import (
    ABOVE,
    ENTITLED,
    NEEDS_PERSON,
    NOT_IN_FORCE,
    REFUSED,
    UNKNOWN,
    Cap,
    Scheme,
    Told,
    TopUp,
)
from bole.policy.terms import Choice, Entry, Fact, Linked, Listed, Literal, Parametric, Quotient, Scaled, Term

OUTCOMES_TOLD: Final = {
    ENTITLED: N_("可以享受"),
    REFUSED: N_("不符合条件"),
    UNKNOWN: N_("还缺材料，暂不能判断"),
    NEEDS_PERSON: N_("须由经办人员判断"),
    NOT_IN_FORCE: N_("这一天没有现行规定"),
}
OUT_OF_SCOPE_TOLD: Final = N_("不是它的对象")
_RIVALRY: Final = {
    (False, True): N_("“{title}”（{row}）与本项只能享受一项，那一项排在前面。"),
    (False, False): N_("“{title}”（{row}）与本项只能享受一项，本项排在前面。"),
    (True, True): N_("“{title}”（{row}）与本项合用名额“{rule}”，名额不够两项都用，那一项排在前面。"),
    (True, False): N_("“{title}”（{row}）与本项合用名额“{rule}”，名额不够两项都用，本项排在前面。"),
}
_WITH_BASE: Final = N_("加发的部分随“{title}”（{row}）一起：那一项可以享受，或者已经发过，才发。")
"""By whether a limit is shared (else they exclude each other), and whether the other one comes first."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FactShown:
    """事实说明: a value with its name, and the records it stands in."""

    table: str
    column: str
    label: str
    value: Any
    told: str
    records: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {
            "table": self.table,
            "column": self.column,
            "label": self.label,
            "value": _plain(self.value),
            "told": self.told,
            "records": list(self.records),
        }


@dataclass(frozen=True, slots=True)
class SourceShown:
    """条目出处: the entry of a parameter or the edition of a catalogue, its days and its clause."""

    id: str
    title: str
    value: str
    start: date | None
    end: date | None
    status: str
    clause: str
    verified: bool
    supplied_by: str = ""
    """Which pack handed it in, where the parameter's or the catalogue's own pack does not have it."""

    def to_json(self) -> dict[str, Any]:
        """Its parts by name; days as text."""
        return {
            "id": self.id,
            "title": self.title,
            "value": self.value,
            "from": _plain(self.start),
            "until": _plain(self.end),
            "status": self.status,
            "clause": self.clause,
            "verified": self.verified,
            "supplied_by": self.supplied_by or None,
        }


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """条件说明: what a criterion asks, its answer, what it rests on, and the way out."""

    id: str
    told: str
    result: bool | None
    facts: tuple[FactShown, ...]
    clause: str
    parameters: tuple[SourceShown, ...]
    flips: str
    """What would turn the answer, in a sentence; "" where nothing the person or the law could change would."""
    evidence: tuple[str, ...]
    """What to bring, where it is unknown."""
    last_day: date | None

    def to_json(self) -> dict[str, Any]:
        """The keys that `bole explain --json` promises, and the words."""
        return {
            "id": self.id,
            "result": self.result,
            "told": self.told,
            "fact": [fact.to_json() for fact in self.facts],
            "record": [{"table": fact.table, "id": id_} for fact in self.facts for id_ in fact.records],
            "clause": self.clause,
            "parameter": [source.to_json() for source in self.parameters],
            "flips": self.flips or None,
            "evidence": list(self.evidence),
            "last_day": _plain(self.last_day),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """计算步骤: one step of an amount and what came out of it."""

    told: str
    value: Any
    value_told: str
    rounding: str
    source: SourceShown | None

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {
            "told": self.told,
            "value": _plain(self.value),
            "value_told": self.value_told,
            "rounding": self.rounding or None,
            "source": self.source.to_json() if self.source else None,
        }


@dataclass(frozen=True, slots=True)
class AmountShown:
    """金额说明: how much, by which steps."""

    name: str
    fen: int | None
    clause: str
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        steps = [step.to_json() for step in self.steps]
        return {"id": self.name, "fen": self.fen, "clause": self.clause, "steps": steps}


@dataclass(frozen=True, slots=True)
class CapShown:
    """限额说明: how many places there are, and how many the ledger has used."""

    id: str
    told: str
    result: bool | None
    top: int | None
    used: int | None
    clause: str

    @property
    def left(self) -> int | None:
        """Places not used up by payments; None where that is not known."""
        return None if self.top is None or self.used is None else max(self.top - self.used, 0)

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {
            "id": self.id,
            "result": self.result,
            "told": self.told,
            "top": self.top,
            "used": self.used,
            "left": self.left,
            "clause": self.clause,
        }


@dataclass(frozen=True, slots=True)
class RivalShown:
    """争用说明: another scheme in the same queue as this one, where not both can be paid, and which comes first."""

    by: str
    """Name of the limit or exclusion that both share."""
    scheme: str
    title: str
    fact: int
    first: bool
    """Whether the other one comes first."""
    sure: bool
    """Whether it is entitled; else it cannot be told yet."""
    told: str
    clause: str

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {
            "by": self.by,
            "scheme": self.scheme,
            "title": self.title,
            "fact": self.fact,
            "first": self.first,
            "sure": self.sure,
            "told": self.told,
            "clause": self.clause,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """各方支付: who pays how much of one row, under which scheme and by which clause."""

    payer: str
    scheme: str
    title: str
    fen: int | None
    """None where it cannot be told."""
    clause: str

    @property
    def told(self) -> str:
        """In a sentence."""
        sum_ = _("不详") if self.fen is None else told_money(self.fen)
        return _("{payer}：“{title}”{sum}", payer=self.payer, title=self.title, sum=sum_)

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {"payer": self.payer, "scheme": self.scheme, "fen": self.fen, "clause": self.clause}


@dataclass(frozen=True, slots=True)
class Explanation:
    """解释 of one decision."""

    scheme: str
    title: str
    fact: int
    outcome: str
    outcome_told: str
    fen: int | None
    because: tuple[str, ...]
    law_date: date | None
    last_day: date | None
    """The last day to claim: the earliest that a criterion or the scheme's end sets."""
    criteria: tuple[CriterionShown, ...]
    judgements: tuple[tuple[str, str, str], ...]
    """Name, wording and clause of what a person judges."""
    amount: AmountShown | None
    caps: tuple[CapShown, ...]
    grants: tuple[tuple[str, str, Any, str], ...]
    """Name, wording, value and value in words."""
    payer: str
    """支付方: the place from whose money it comes; "" where no pack says."""
    shares: tuple[Share, ...]
    """Of what is added to another scheme: what each of the two pays, the place above first; else empty."""
    subject_to: tuple[tuple[str, str, str], ...]
    """Name, wording and clause of what hangs on other people's decisions: ceilings, quotas, balances."""
    rivals: tuple[RivalShown, ...]
    """Other schemes in the same queue, where not all of them can be paid."""
    evidence: tuple[str, ...]
    receipt: str

    def to_json(self) -> dict[str, Any]:
        """One of the `decisions` of `bole explain --json`."""
        return {
            "scheme": self.scheme,
            "title": self.title,
            "fact": self.fact,
            "outcome": self.outcome,
            "told": self.outcome_told,
            "fen": self.fen,
            "because": list(self.because),
            "law_date": _plain(self.law_date),
            "last_day": _plain(self.last_day),
            "criteria": [criterion.to_json() for criterion in self.criteria],
            "judgements": [_named(*judgement) for judgement in self.judgements],
            "amount": self.amount.to_json() if self.amount else None,
            "caps": [cap.to_json() for cap in self.caps],
            "grants": [
                {"id": name, "told": told, "value": _plain(value), "value_told": words}
                for name, told, value, words in self.grants
            ],
            "payer": self.payer,
            "shares": [share.to_json() for share in self.shares],
            "subject_to": [_named(*one) for one in self.subject_to],
            "rivals": [rival.to_json() for rival in self.rivals],
            "evidence": list(self.evidence),
            "receipt": self.receipt,
        }


def _named(id_: str, told: str, clause: str) -> dict[str, str]:
    return {"id": id_, "told": told, "clause": clause}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def explain(
    scheme: Scheme,
    decision: Decision,
    file: File,
    *,
    as_of: date,
    covered: frozenset[str],
    parameters: Mapping[str, Parameter] | None = None,
    catalogues: Mapping[str, Catalogue] | None = None,
    language: str,
    rules: PersonRules | None = None,
) -> Explanation:
    """The decision in words of "zh" or "en". Raises BoleError where the file has no such decision.

    `rules` that hold the scheme save writing its function again.
    """
    rules = rules or PersonRules([scheme], parameters=parameters, catalogues=catalogues)
    case = Case(file, as_of, covered, rules.parameters, rules.catalogues)
    for found, made, trace in rules.traced(file, as_of=as_of, covered=covered):
        if found.id == scheme.id and made.fact == decision.fact:
            return explain_traced(found, made, trace, case, rules, language)
    raise BoleError(NOT_DECIDED, scheme=scheme.id, fact=decision.fact)


def explain_traced(
    scheme: Scheme, decision: Decision, trace: Trace, case: Case, rules: PersonRules, language: str
) -> Explanation:
    """The same of a decision that `rules.traced` has just given, so that many are told and decided once."""
    return _in(language, _Teller(scheme, decision, case, tuple(trace), rules).explanation)


def _in(language: str, told: Callable[[], T]) -> T:
    def run() -> T:
        use_language(language)
        return told()

    return copy_context().run(run)


class _Teller:
    """Puts one decision into the language in use."""

    def __init__(
        self, scheme: Scheme, decision: Decision, case: Case, trace: tuple[tuple[Any, ...], ...], rules: PersonRules
    ) -> None:
        self._beside = {other.id: other for other in looked_at(scheme, rules.rounds)}
        self._scheme = scheme
        self._decision = decision
        self._case = case
        self._asked = asked_of(scheme)
        self._trace = trace
        self._answers = answers(self._asked, decision, trace, case)

    def explanation(self) -> Explanation:
        scheme, decision = self._scheme, self._decision
        criteria = tuple(map(self._criterion, self._answers))
        amount = self._amount()
        bring = [document for criterion in criteria for document in criterion.evidence]
        queues = [*scheme.allocations, *(scheme.tops.base.allocations if scheme.tops else ())]
        subject = decision.outcome == ENTITLED
        return Explanation(
            scheme=scheme.id,
            title=_told(scheme.title),
            fact=decision.fact,
            outcome=decision.outcome,
            outcome_told=_(OUTCOMES_TOLD[decision.outcome]),
            fen=decision.fen,
            because=decision.because,
            law_date=decision.law_date,
            last_day=self._last_day(criteria),
            criteria=criteria,
            judgements=tuple((j.name, _told(j.told), str(j.cites)) for j in scheme.judgements),
            amount=amount,
            caps=tuple(self._cap(at, cap) for at, cap in enumerate(scheme.caps)),
            grants=tuple(self._grants()),
            payer=_told(scheme.payer),
            shares=tuple(self._shares()),
            subject_to=tuple((a.name, _told(a.told), str(a.cites)) for a in queues if subject),
            rivals=tuple(map(self._rival, decision.rivals)),
            evidence=tuple(dict.fromkeys(bring)),
            receipt=self._receipt(),
        )

    def _last_day(self, criteria: tuple[CriterionShown, ...]) -> date | None:
        return earliest([scheme_last_day(self._scheme), *(criterion.last_day for criterion in criteria)])

    def _receipt(self) -> str:
        case = self._case
        made = receipt_of(
            self._scheme,
            self._decision,
            case.file,
            as_of=case.as_of,
            covered=case.covered,
            parameters=case.parameters,
            catalogues=case.catalogues,
            beside=tuple(self._beside.values()),
        )
        return made.id

    def _criterion(self, answer: CriterionAnswer) -> CriterionShown:
        criterion = answer.asked.criterion
        flip = answer.flips
        evidence: tuple[str, ...] = ()
        if answer.result is None:
            own = (_told(criterion.evidence),) if criterion.evidence else ()
            evidence = own or tuple(dict.fromkeys(evidence_told(flip)))
        return CriterionShown(
            answer.name,
            _told(criterion.told) or say(criterion.decided_by, _language()),
            answer.result,
            tuple(self._fact(fact) for fact in answer.facts if not _leads_on(fact)),
            str(answer.clause),
            tuple(self._source(dated, term) for dated, term in _dated(answer)),
            self._flip(flip, answer.result),
            evidence,
            answer.last_day,
        )

    def _flip(self, flip: Flip | None, result: bool | None) -> str:
        return "" if flip is None else flip_told(flip, met=result is True)

    def _fact(self, used: FactUsed) -> FactShown:
        facts = self._scheme.facts
        told = _("不详") if used.value is None else told_value(used.value, used.type, facts)
        name, label = "", rows_label(facts, used.table)
        if used.column is not None:
            name, label = used.column.name, column_label(used.column)
        return FactShown(used.table, name, label, used.value, told, used.records)

    def _source(self, dated: DatedUsed, term: Term) -> SourceShown:
        told = "" if dated.value is None or isinstance(term, Listed) else told_value(dated.value, term.type)
        title = dated.title if chinese() else dated.title_en
        clause = str(dated.cites) if dated.cites else ""
        days = (dated.start, dated.end)
        by = supplied_by(dated.supplier)
        return SourceShown(dated.id, title, told, *days, dated.status, clause, dated.verified, by)

    # --- the amount ---

    def _amount(self) -> AmountShown | None:
        first = len(self._scheme.criteria)
        for at, amount in enumerate(self._scheme.amounts):
            values = self._values(first + at)
            if values.of(amount.when) is True:
                steps = tuple(self._steps(amount.term, (), values))
                return AmountShown(amount.name, self._decision.fen, str(amount.cites), steps)
        return None

    def _values(self, at: int) -> Values:
        return Values(self._asked[at], self._decision, self._trace[at], self._case)

    def _steps(self, term: Term, path: Path, values: Values) -> Iterator[Step]:
        """What is computed, parts before wholes; of a choice the branch taken."""
        match term:
            case Literal():
                return
            case Linked():
                yield from self._steps(term.term, (*path, term.link), values)
                return
            case Choice():
                yield self._step(term.condition, path, values)
                met = values.of(term.condition, path)
                if met is not None:
                    yield from self._steps(term.then if met else term.otherwise, path, values)
                return
            case Scaled() | Entry() | Parametric() | Fact():
                parts = [term.term, term.percent] if isinstance(term, Scaled) else []
            case _:
                parts = list(term.children())
        for part in parts:
            yield from self._steps(part, path, values)
        yield self._step(term, path, values)

    def _step(self, term: Term, path: Path, values: Values) -> Step:
        value = values.of(term, path)
        told = _("不详") if value is None else told_value(value, term.type, self._scheme.facts)
        rounding = told_rounding(term.rounding, term.type) if isinstance(term, Scaled | Quotient) else ""
        source = None
        if isinstance(term, Parametric | Entry):
            source = self._source(values.source(term, path, value), term)
        return Step(say(of_row(term, path), _language()), value, told, rounding, source)

    # --- caps and grants ---

    def _cap(self, at: int, cap: Cap) -> CapShown:
        values = self._values(len(self._scheme.criteria) + len(self._scheme.amounts) + at)
        used = 0 if cap.used is None else values.of(cap.used)
        return CapShown(cap.name, _told(cap.told), self._decision.caps[at], values.of(cap.top), used, str(cap.cites))

    def _shares(self) -> Iterator[Share]:
        scheme, decision = self._scheme, self._decision
        if scheme.tops is None or not scheme.amounts or decision.outcome in (REFUSED, NOT_IN_FORCE):
            return
        base = scheme.tops.base
        above = next(at for at, grant in enumerate(scheme.grants) if grant.name == ABOVE)
        paid, clause = decision.grants[above], str(scheme.grants[above].cites)
        assert paid is None or isinstance(paid, int)
        yield Share(_told(base.payer), base.id, _told(base.title), paid, clause)
        yield Share(_told(scheme.payer), scheme.id, _told(scheme.title), decision.fen, str(scheme.amounts[0].cites))

    def _rival(self, rival: Rival) -> RivalShown:
        scheme = self._scheme
        rule = next(rule for rule in scheme.shared if rule.name == rival.by and rival.scheme in rule.schemes)
        title = _told(self._beside[rival.scheme].title)
        row = f"{table_label(scheme.facts, scheme.per)} {rival.fact}"
        sentence = _WITH_BASE if isinstance(rule, TopUp) else _RIVALRY[isinstance(rule, Cap), rival.first]
        told = _(sentence, title=title, row=row, rule=_told(rule.told))
        if not rival.sure:
            told += _("那一项是否可以享受还不能判断。")
        return RivalShown(rival.by, rival.scheme, title, rival.fact, rival.first, rival.sure, told, str(rule.cites))

    def _grants(self) -> Iterator[tuple[str, str, Any, str]]:
        for grant, value in zip(self._scheme.grants, self._decision.grants, strict=True):
            told = _("不详") if value is None else told_value(value, grant.term.type, self._scheme.facts)
            yield grant.name, _told(grant.told), value, told


def _leads_on(used: FactUsed) -> bool:
    """Whether it is a link that was followed to the row whose facts count."""
    return used.column is not None and used.column.kind is Kind.LINK and used.value is not None


def _dated(answer: CriterionAnswer) -> Iterator[tuple[DatedUsed, Term]]:
    return zip(answer.dated, (term for _, term, _ in answer.asked.dated), strict=True)


def _told(told: Told) -> str:
    return told.zh if chinese() else told.en


def _language() -> str:
    return "zh" if chinese() else "en"


__all__ = [
    "AmountShown",
    "CapShown",
    "CriterionShown",
    "Explanation",
    "FactShown",
    "RivalShown",
    "Share",
    "SourceShown",
    "Step",
    "explain",
    "explain_traced",
]
