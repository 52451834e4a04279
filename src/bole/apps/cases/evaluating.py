"""政策找人: what the rules find that somebody is to have, and whether he is told; again for whoever something changed.

An entitlement is one row of a scheme for one person. It is found, told, confirmed or declined by him, and gone when the
rules say no more. Evaluating twice is evaluating once: rows have their own key, a notice has its own, and a chunk with
the mark of how far it came is one transaction.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, product
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.cases import kinds
from bole.apps.cases.marking import cases_mark
from bole.apps.cases.models import Case, Entitlement, Evaluated
from bole.apps.cases.notices import entitled_tell
from bole.apps.registry.applicants import districts_of_persons
from bole.apps.registry.news import (
    Seen,
    persons_after,
    persons_count,
    persons_in_news,
    persons_present,
    seen_now,
)
from bole.apps.schemes.many import persons_decided
from bole.apps.schemes.place import LocalRules, place_of_register, rules_of
from bole.apps.schemes.versions import whole_digest
from bole.policy.case_kinds import FOUND, QUICK, CaseKind
from bole.policy.decision import Decision
from bole.policy.digest import digest as digest_of
from bole.policy.scheme import ENTITLED

CHUNK: Final = 500
LIVE: Final = (Entitlement.FOUND, Entitlement.TOLD)
"""States in which an entitlement waits for its person."""
_NEWS: Final = "news"
_WHOLE: Final = "whole"
_DAY: Final = "day"
_RULES: Final = "rules"
_TABLES: Final = "rows of {table}"
Key = tuple[str, int]
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Evaluation:
    """重算的结果: how many persons, and what came of their entitlements."""

    persons: int = 0
    found: int = 0
    gone: int = 0
    lapsed: int = 0
    changed: int = 0
    unchanged: int = 0
    told: int = 0

    def add(self, other: "Evaluation") -> None:
        """Together with another one."""
        for name in ("persons", "found", "gone", "lapsed", "changed", "unchanged", "told"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Rules:
    """找人的规则: the kinds of case that claim a scheme's rows, and the schemes as they are now."""

    local: LocalRules
    kinds: Mapping[str, CaseKind]
    """By scheme: the kind by which its rows are claimed."""
    wholes: Mapping[str, str]


def rules_now() -> Rules:
    """找人的规则 of the register's place. Raises BoleError where nothing says which that is."""
    place = place_of_register()
    local = rules_of(place)
    of: dict[str, CaseKind] = {}
    for kind in kinds.kinds_of(place).values():
        if kind.scheme and kind.by == "person":
            of.setdefault(kind.scheme, kind)
    return Rules(local, of, {scheme.id: whole_digest(scheme) for scheme in local.schemes if scheme.id in of})


def entitlements_evaluate(
    *,
    persons: Collection[int],
    as_of: date,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    rules: Rules | None = None,
    news: bool = False,
    marks: bool = True,
) -> Evaluation:
    """重算 these persons: entitlements that are found, gone or changed, and notices of those that are new.

    Persons who are not in the register any more lose theirs. Their open cases are marked where they have changed
    since they were frozen, `news` or not (see `cases_mark`); not so where the caller holds the log (`marks` False).
    """
    done, of = Evaluation(), rules or rules_now()
    # Who is in the register first: what was another file's until two became one is his by then, and not gone.
    there = persons_present(persons)
    asked = iter(sorted(set(persons), key=lambda person: (person not in there, person)))
    while some := list(islice(asked, CHUNK)):
        wanted, decided = _wanted(some, as_of, of)
        if dry_run:
            done.add(_compared(some, wanted, decided, of, as_of, at).told_as)
            continue
        if marks and as_of == localdate(at):
            # Before the entitlements: whoever holds a case waits for the log, and nobody does it the other way round.
            cases_mark(persons=some, decided=decided, news=news, actor=actor, at=at)
        with transaction.atomic():
            step = _compared(some, wanted, decided, of, as_of, at, lock=True)
            _write(step)
            if step.news:
                told = step.told_as
                data: Data = {"found": told.found, "gone": told.gone, "lapsed": told.lapsed, "changed": told.changed}
                record("entitlement.evaluated", actor=actor, at=at, data=data)
        done.add(step.told_as)
    return done


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What somebody is to have: whose it is, how much, and until when it can be claimed."""

    person: int
    fen: int | None
    last_day: date | None


def _wanted(persons: Sequence[int], as_of: date, rules: Rules) -> tuple[dict[Key, _Wanted], dict[Key, Decision]]:
    """What these persons are to have, by scheme and row; and every decision beside it."""
    wanted: dict[Key, _Wanted] = {}
    decided: dict[Key, Decision] = {}
    for one in persons_decided(persons, as_of, rules.local):
        for decision in one.decisions:
            if decision.scheme not in rules.kinds:
                continue
            key = decision.scheme, decision.fact
            decided[key] = decision
            if decision.outcome == ENTITLED:
                wanted[key] = _Wanted(one.person, decision.fen, one.last_days.get(key))
    return wanted, decided


@dataclass(slots=True)
class _Step:
    """One chunk: rows to add, rows that change, and who is told."""

    adding: list[Entitlement]
    changing: list[Entitlement]
    telling: list[Entitlement]
    told_as: Evaluation

    @property
    def news(self) -> bool:
        return bool(self.adding or self.changing)


def _compared(
    persons: Sequence[int],
    wanted: Mapping[Key, _Wanted],
    decided: Mapping[Key, Decision],
    rules: Rules,
    as_of: date,
    at: datetime,
    *,
    lock: bool = False,
) -> _Step:
    # Locked, so that what somebody confirms meanwhile is not written over by what was read before.
    rows = Entitlement.objects.select_for_update() if lock else Entitlement.objects.all()
    held = {(row.scheme, row.fact): row for row in rows.filter(person__in=persons).order_by("pk")}
    facts = {fact for _scheme, fact in wanted if (_scheme, fact) not in held}
    # A row that was another person's until two files became one.
    moved = rows.order_by("pk").filter(fact__in=facts, scheme__in={scheme for scheme, _fact in wanted})
    held |= {(row.scheme, row.fact): row for row in moved if (row.scheme, row.fact) in wanted}
    open_ = _open_cases(persons)
    step = _Step([], [], [], Evaluation(persons=len(persons)))
    districts = districts_of_persons({one.person for one in wanted.values()})
    for key, one in wanted.items():
        _entitled(step, key, held.pop(key, None), (one, districts.get(one.person, "")), open_, rules, as_of, at)
    for key, row in held.items():
        _not_entitled(step, row, decided.get(key), as_of, at)
    return step


def _entitled(
    step: _Step,
    key: Key,
    row: Entitlement | None,
    told: tuple[_Wanted, str],
    open_: Mapping[Key, int],
    rules: Rules,
    as_of: date,
    at: datetime,
) -> None:
    scheme, fact = key
    one, district = told
    kind, case = rules.kinds[scheme], open_.get(key)
    whole = rules.wholes[scheme]
    if row is None:
        state = Entitlement.CONFIRMED if case is not None else Entitlement.FOUND
        made = Entitlement(
            kind=kind.id, scheme=scheme, fact=fact, person=one.person, district=district, state=state, fen=one.fen,
            last_day=one.last_day, as_of=as_of, whole=whole, found_at=at, changed_at=at, case_id=case,
        )  # fmt: skip
        step.adding.append(made)
        step.told_as.found += 1
        if kind.mode in (FOUND, QUICK) and state == Entitlement.FOUND:
            step.telling.append(made)
        return
    before = _told_of(row)
    row.person, row.fen, row.last_day, row.district, row.kind = one.person, one.fen, one.last_day, district, kind.id
    again = row.state in (Entitlement.GONE, Entitlement.LAPSED)
    if case is not None and row.state != Entitlement.CONFIRMED:
        row.state, row.case_id = Entitlement.CONFIRMED, case
    elif again:
        row.state, row.why, row.found_at = Entitlement.FOUND, "", at
        if kind.mode in (FOUND, QUICK):
            step.telling.append(row)
    if before == _told_of(row):
        step.told_as.unchanged += 1
        return
    row.changed_at, row.as_of, row.whole = at, as_of, whole
    step.changing.append(row)
    step.told_as.found += again
    step.told_as.changed += not again


def _told_of(row: Entitlement) -> tuple[object, ...]:
    return row.person, row.fen, row.last_day, row.district, row.kind, row.state, row.case_id


def _not_entitled(step: _Step, row: Entitlement, decision: Decision | None, as_of: date, at: datetime) -> None:
    if row.state not in (*LIVE, Entitlement.DECLINED):
        step.told_as.unchanged += 1
        return
    because = decision.because if decision is not None else ()
    # Nobody took it while he could have: that is counted apart from what facts or rules took away.
    ran_out = row.state in LIVE and row.last_day is not None and row.last_day < as_of
    row.state = Entitlement.LAPSED if ran_out else Entitlement.GONE
    row.why, row.as_of, row.changed_at = (because[0] if because else "")[:60], as_of, at
    step.changing.append(row)
    step.told_as.lapsed += ran_out
    step.told_as.gone += not ran_out


def _open_cases(persons: Sequence[int]) -> dict[Key, int]:
    """The open cases of these persons by scheme and row: what is in hand already waits for nobody."""
    rows = Case.objects.filter(person__in=persons, closed_at=None, fact__isnull=False).exclude(scheme="")
    return {(scheme, fact): pk for scheme, fact, pk in rows.values_list("scheme", "fact", "pk") if fact is not None}


_COLUMNS: Final = (
    "person",
    "fen",
    "last_day",
    "district",
    "kind",
    "state",
    "why",
    "case",
    "as_of",
    "whole",
    "found_at",
    "changed_at",
)


def _write(step: _Step) -> None:
    Entitlement.objects.bulk_create(step.adding, ignore_conflicts=True, batch_size=500)
    Entitlement.objects.bulk_update(step.changing, _COLUMNS, batch_size=200)
    _tell(step)


def _tell(step: _Step) -> None:
    """A notice of each, once for each time that it was found; two kinds of one person are two notices."""
    keys = {(row.scheme, row.fact): row for row in step.telling}
    if not keys:
        return
    rows = Entitlement.objects.filter(scheme__in={key[0] for key in keys}, fact__in={key[1] for key in keys})
    found = [row for row in rows if (row.scheme, row.fact) in keys and row.state == Entitlement.FOUND]
    for at, start in product({row.found_at for row in found}, range(0, len(found), _TOLD_AT_ONCE)):
        some = [row for row in found[start : start + _TOLD_AT_ONCE] if row.found_at == at]
        entitled_tell(some, "found", at=at, key=_key_of, data=_data_of)
    told = Entitlement.objects.filter(pk__in=[row.pk for row in found], state=Entitlement.FOUND)
    told.update(state=Entitlement.TOLD)
    step.told_as.told += len(found)


_TOLD_AT_ONCE: Final = 2_000


def _key_of(row: Entitlement) -> str:
    """Once for each time that it was found."""
    return f"found:{row.pk}:{row.found_at.isoformat(timespec='seconds')}"


def _data_of(row: Entitlement) -> Mapping[str, str | int]:
    return {"kind": row.kind, "fen": row.fen or 0}


# --- who is evaluated when ---


def news_evaluate(*, actor: Actor, clock: Clock) -> Evaluation:
    """重算有变化的人: whoever something was recorded about since the last time; nobody else.

    How far it has come is written with the last of them: killed before, all of it is news again.
    """
    at = clock()
    seen = _seen()
    if seen is None:
        # Nobody has evaluated anything here: what the register holds is for `register_evaluate`.
        _seen_write(seen_now(at))
        return Evaluation()
    persons, now = persons_in_news(seen, at)
    done = entitlements_evaluate(persons=persons, as_of=localdate(at), actor=actor, at=at, news=True)
    _seen_write(now)
    return done


def rules_changed(*, at: datetime) -> bool:
    """规则变了没有: whether the rules are others than when this was asked last; asked once, it is told once.

    Raises BoleError where nothing says which place the register is of.
    """
    digest = int.from_bytes(bytes.fromhex(digest_of(sorted(rules_now().wholes.items())))[:7], "big")
    mark, new = Evaluated.objects.get_or_create(what=_RULES, defaults={"upto": digest, "at": at})
    if new:
        return persons_count() > 0
    return bool(Evaluated.objects.filter(pk=mark.pk).exclude(upto=digest).update(upto=digest, at=at))


def register_evaluate(
    *,
    actor: Actor,
    clock: Clock,
    as_of: date | None = None,
    told: Callable[[Evaluation], None] = lambda _done: None,
    dry_run: bool = False,
    chunk: int = 5_000,
) -> Evaluation:
    """重算全部: everybody in the register, in the order of their numbers; cut off, it goes on where it was."""
    rules, done = rules_now(), Evaluation()
    day = as_of or localdate(clock())
    mark, _new = Evaluated.objects.get_or_create(what=_WHOLE)
    if not dry_run and mark.upto == 0:
        _seen_write(seen_now(clock()))
    last = 0 if dry_run else mark.upto
    while persons := persons_after(last, chunk):
        at = clock()
        done.add(
            entitlements_evaluate(persons=persons, as_of=day, actor=actor, at=at, dry_run=dry_run, rules=rules)
        )  # fmt: skip
        last = persons[-1]
        if not dry_run:
            Evaluated.objects.filter(what=_WHOLE).update(upto=last, at=at)
        told(done)
    if not dry_run:
        Evaluated.objects.filter(what=_WHOLE).update(upto=0, at=clock())
    return done


def days_evaluate(*, actor: Actor, clock: Clock) -> Evaluation:
    """重算等着的人, once a day: what waits for its person may have run out today."""
    at = clock()
    today = localdate(at)
    mark, _new = Evaluated.objects.get_or_create(what=_DAY)
    if mark.upto == today.toordinal():
        return Evaluation()
    waiting = Entitlement.objects.filter(state__in=LIVE, as_of__lt=today).values_list("person", flat=True).distinct()
    persons = {person for person in waiting if person is not None}
    done = entitlements_evaluate(persons=persons, as_of=today, actor=actor, at=at)
    Entitlement.objects.filter(state__in=LIVE, as_of__lt=today).update(as_of=today)
    Evaluated.objects.filter(what=_DAY).update(upto=today.toordinal(), at=at)
    return done


def _seen() -> Seen | None:
    marks = {
        row.what: row
        for row in Evaluated.objects.filter(Q(what=_NEWS) | Q(what__startswith=_TABLES.split("{table}")[0]))
    }
    if _NEWS not in marks:
        return None
    first, last = _TABLES.split("{table}")
    rows = {what[len(first) :]: row.upto for what, row in marks.items() if what.startswith(first) and not last}
    return Seen(rows, marks[_NEWS].at)


@transaction.atomic
def _seen_write(seen: Seen) -> None:
    for table, upto in seen.rows.items():
        Evaluated.objects.update_or_create(what=_TABLES.format(table=table), defaults={"upto": upto, "at": seen.at})
    Evaluated.objects.update_or_create(what=_NEWS, defaults={"at": seen.at})
