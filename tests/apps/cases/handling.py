"""What tests of cases share: people who apply, officers with accounts, rules that say what a test wants, a ledger."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.accounts.services import grant_give, user_create
from bole.apps.cases import errors
from bole.apps.cases.acting import case_act
from bole.apps.cases.models import Case
from bole.apps.cases.opening import case_open
from bole.apps.cases.ports import Committed, Owed
from bole.kernel.errors import BoleError
from bole.policy.receipt import Receipt, fingerprint
from tests.apps.registry.recorded import body_made, person_made

AT = datetime(2031, 6, 4, 1, 30, tzinfo=UTC)
"""A Wednesday."""
SYSTEM = Actor.system("test")
TOWN, OTHER_TOWN = "442000001", "442000002"
GRANT = "zhongshan.flexible-recruitment-grant"
"""By nation.two-reviews: money, an appeal."""
FOUND = "zhongshan.skill-upgrade-grant"
"""By nation.found."""
FLAT = "zhongshan.flat"
REQUEST = "zhongshan.service-request"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Rules:
    """What the rules say, by fact; entitled to 1,500 yuan where a test says nothing else."""

    said: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()

    def __call__(
        self, *, person: int, scheme: str, fact: int, applied_on: date, as_of: date, declared: object = None
    ) -> Any:
        outcome, fen = self.said.get(fact, ("entitled", 150_000))
        content = {
            "facts": {"certificate": [{"certificate_id": fact, "level": 3 if outcome == "entitled" else 2}]},
            "hashes": {"scheme": "s", "parameters": "p", "catalogues": "c"},
            "hash": fingerprint(f"{fact}{outcome}{fen}".encode()),
        }
        return SimpleNamespace(
            scheme=scheme, fact=fact, outcome=outcome, fen=fen if outcome == "entitled" else None, law_date=applied_on,
            as_of=as_of, version=1, benefit=None, receipt=Receipt(content), unknown=self.unknown,
        )  # fmt: skip


@dataclass
class Ledger:
    """资金 that writes down what it was told; refuses who is named, or when it is empty."""

    left: int = 10**9
    committed: dict[int, Owed] = field(default_factory=dict)
    freed: list[int] = field(default_factory=list)

    def commit(self, owed: Sequence[Owed], *, actor: Actor, at: datetime) -> Sequence[Committed]:
        return [self._one(one) for one in owed]

    def _one(self, owed: Owed) -> Committed:
        if owed.fen > self.left:
            return Committed(owed.case, None, BoleError(errors.NO_MONEY))
        self.left -= owed.fen
        self.committed[owed.case] = owed
        return Committed(owed.case, 1_000 + owed.case)

    def uncommit(self, payable: int, *, reason: str, actor: Actor, at: datetime) -> None:
        self.freed.append(payable)


def account(role: str, name: str, *, district: str = "", person: int | None = None) -> Actor:
    """An account of that role, and what it may do."""
    made = user_create(username=name, display_name=name, person=person, actor=SYSTEM, at=AT)
    grant_give(user=made.user, role=role, since=date(2031, 1, 1), district=district, actor=SYSTEM, at=AT)
    return actor_of(Account.objects.get(pk=made.user), at=AT)


@dataclass
class Office:
    """A town: people who apply, a body, a clerk, two officers, two managers."""

    people: list[int]
    body: int
    worker: Actor
    clerk: Actor
    officer: Actor
    manager: Actor
    chief: Actor
    elsewhere: Actor


def office_made() -> Office:
    people = [person_made(n, name, town=TOWN) for n, name in enumerate(("张三明", "李四海", "王五洲"), 1)]
    return Office(
        people=people,
        body=body_made(1, town=TOWN),
        worker=account("worker", "worker-1", person=people[0]),
        clerk=account("clerk", "clerk-1", district=TOWN),
        officer=account("officer", "officer-1", district="442000"),
        manager=account("manager", "manager-1"),
        chief=account("manager", "manager-2"),
        elsewhere=account("manager", "manager-3", district=OTHER_TOWN),
    )


ANSWERS = {"bank_account": "6222000000001234567"}


def opened(
    office: Office, kind: str = GRANT, *, fact: int | None = 71, person: int = 0, answers: Mapping[str, str] = ANSWERS,
    at: datetime = AT, actor: Actor = SYSTEM,
) -> Case:  # fmt: skip
    """A case that was applied for."""
    number = case_open(
        kind=kind, person=office.people[person], organisation=None, fact=fact, origin=Case.APPLIED, answers=answers,
        applied_on=at.date(), actor=actor, at=at,
    )  # fmt: skip
    return Case.objects.get(pk=number)


def act(case: Case, verb: str, actor: Actor, *, at: datetime = AT, reason: str = "", **more: Any) -> Case:
    """One step, by who has just looked at the case."""
    seen = Case.objects.values_list("steps_done", flat=True).get(pk=case.pk)
    case_act(case=case.pk, verb=verb, seen=seen, reason=reason, actor=actor, at=at, **more)
    return Case.objects.get(pk=case.pk)


def upload(content: bytes = PDF) -> io.BytesIO:
    return io.BytesIO(content)
