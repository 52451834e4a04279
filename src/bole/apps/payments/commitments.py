"""承付: what is granted is put aside on its fund, and takes the places by which it is paid once only.

All of it is one transaction with the decision. Two who grant the same at once meet at a unique row; a budget is changed
by one conditional statement, so that it is never passed, whoever else commits at that moment.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.cases.ports import Committed, Owed
from bole.apps.payments import errors
from bole.apps.payments.funds import MOST, budget_of
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import BatchLine, Budget, ExclusionHold, ExclusionRow, OncePlace, Payable
from bole.apps.registry.identity import FactRow, certificate_numbers, credit_codes, fact_rows, person_numbers
from bole.apps.registry.labels import money_words, scheme_words
from bole.apps.registry.payment_facts import earlier_rows
from bole.apps.schemes.once_keys import ExclusionKey, Naturals, OnceKey, PaidFor, exclusion_keys, kind_keys, once_keys
from bole.apps.schemes.place import packs_now
from bole.kernel.errors import BoleError

_CERTIFICATE: Final = "certificate"
_ASKED: Final = 500
"""Rows of one statement."""
_ATTEMPTS: Final = 4
"""How often a place that somebody took meanwhile is looked for again."""


class Commitments:
    """承付 for cases; see `bole.apps.cases.ports.Money`."""

    def commit(self, owed: Sequence[Owed], *, actor: Actor, at: datetime) -> list[Committed]:
        """承付 each in the order given: its number, or why not; none stops the others."""
        rows = _rows_of(owed)
        naturals = _naturals(_subjects(one, rows) for one in owed)
        done = []
        for one in owed:
            try:
                with transaction.atomic():
                    made = _committed(one, rows.get((one.scheme, one.fact)), naturals, actor, at)
                done.append(Committed(one.case, made.pk))
            except BoleError as refused:
                done.append(Committed(one.case, None, refused))
        return done

    def uncommit(self, payable: int, *, reason: str, actor: Actor, at: datetime) -> None:
        """撤回承付 of what is in no batch. Raises BoleError where it is."""
        payable_cancel(payable=payable, reason=reason, actor=actor, at=at)


def _committed(owed: Owed, row: FactRow | None, naturals: Naturals, actor: Actor, at: datetime) -> Payable:
    if owed.fen <= 0:
        raise BoleError(errors.BAD_SUM, most=money_words(MOST))
    # First of all, so that whoever commits stands in line at the log: what is locked behind it, is in one order.
    data: Data = {"fen": owed.fen, "fund": owed.fund}
    record("payment.committed", actor=actor, at=at, about=("case", owed.case), data=data)
    budget = budget_of(owed.fund, localdate(at).year)
    person, body = _subjects(owed, {(owed.scheme, owed.fact): row} if row is not None else {})[:2]
    told = {
        "kind": owed.kind, "scheme": owed.scheme, "fact": owed.fact, "person": owed.person,
        "organisation": owed.organisation, "about_person": person, "about_body": body, "fen": owed.fen,
        "budget": budget, "district": owed.district, "applied_on": owed.applied_on, "receipt": owed.receipt,
        "state": Payable.COMMITTED, "committed_at": at, "changed_at": at,
        "certificate": owed.fact if _table(owed.scheme) == _CERTIFICATE else None,
        "occupation": row.occupation if row is not None else "", "level": row.level if row is not None else None,
    }  # fmt: skip
    # A case whose money was given back and that is granted again has its one row again.
    free = told | {"state": Payable.CANCELLED}
    payable, _new = Payable.objects.get_or_create(case=owed.case, defaults=free)
    if not Payable.objects.filter(pk=payable.pk, state=Payable.CANCELLED, paid_fen=0).update(**told):
        raise BoleError(errors.COMMITTED_ALREADY)
    payable.refresh_from_db()
    keys_take(payable, naturals)
    _reserve(budget, owed.fen)
    transfers_write([Moved("commit", budget.pk, owed.fen, payable)], actor=actor, at=at)
    return payable


def _reserve(budget: Budget, fen: int) -> None:
    used = F("committed") + F("sent") + F("paid")
    enough = Budget.objects.filter(pk=budget.pk, appropriated__gte=used + fen)
    if not enough.update(committed=F("committed") + fen):
        budget.refresh_from_db()
        raise BoleError(
            errors.NOT_ENOUGH,
            fund=budget.fund.title,
            year=budget.year,
            left=money_words(budget.left),
            sum=money_words(fen),
        )


@transaction.atomic
def payable_cancel(*, payable: int, reason: str, actor: Actor, at: datetime) -> None:
    """撤回承付: the money is free again, and so are the places. Raises BoleError where it is in a batch or paid."""
    record("payment.uncommitted", actor=actor, at=at, about=("payable", payable), data={"why": reason[:40]})
    free = Payable.objects.filter(pk=payable, paid_fen=0, state__in=(Payable.COMMITTED, Payable.BOUNCED))
    if not free.update(state=Payable.CANCELLED, changed_at=at):
        line = BatchLine.objects.filter(payable=payable).select_related("batch").last()
        raise BoleError(errors.IN_A_BATCH, batch=line.batch.number if line is not None else "")
    found = Payable.objects.get(pk=payable)
    keys_free(found)
    Budget.objects.filter(pk=found.budget_id).update(committed=F("committed") - found.fen)
    transfers_write([Moved("uncommit", found.budget_id, found.fen, found)], actor=actor, at=at)


# --- once and only once ---


Rows = Mapping[tuple[str, int], FactRow]
"""Rows by scheme and fact."""


def _rows_of(owed: Iterable[Owed]) -> Rows:
    """依据的行 of what is owed, in one question a table."""
    facts: dict[str, set[int]] = {}
    asked = [(one.scheme, one.fact, _table(one.scheme)) for one in owed]
    for _scheme, fact, table in asked:
        facts.setdefault(table, set()).add(fact)
    found = {table: fact_rows(table, wanted) for table, wanted in facts.items()}
    return {(scheme, fact): found[table][fact] for scheme, fact, table in asked if fact in found[table]}


def _subjects(owed: Owed, rows: Rows) -> tuple[int | None, int | None, int | None]:
    """Person, body and certificate that limits count: of the row, where somebody else than its person is paid."""
    row = rows.get((owed.scheme, owed.fact))
    person = owed.person if owed.person is not None or row is None else row.person
    body = owed.organisation if owed.organisation is not None or row is None else row.organisation
    return person, body, owed.fact if _table(owed.scheme) == _CERTIFICATE else None


def _naturals(subjects: Iterable[tuple[int | None, int | None, int | None]]) -> Naturals:
    """天然标识 of everybody and everything that some payments are for, in three questions."""
    told = list(subjects)
    persons = {person for person, _body, _certificate in told if person is not None}
    bodies = {body for _person, body, _certificate in told if body is not None}
    certificates = {certificate for _person, _body, certificate in told if certificate is not None}
    return Naturals(person_numbers(persons), credit_codes(bodies), certificate_numbers(certificates))


def naturals_of(payables: Iterable[Payable]) -> Naturals:
    """天然标识 of what some payables are for."""
    return _naturals((one.about_person, one.about_body, one.certificate) for one in payables)


def keys_take(payable: Payable, naturals: Naturals) -> None:
    """Take a place for every key, and stand on this side of every exclusion. Raises BoleError where one is taken."""
    # Limits without a number last: a limit that is known to be used up says more than one that cannot be told.
    for once in sorted(keys_of(payable, naturals), key=lambda key: key.top is None):
        _place_take(payable, once)
    for key in exclusions_of(payable, naturals):
        _side_take(payable, key)


def keys_of(payable: Payable, naturals: Naturals) -> tuple[OnceKey, ...]:
    """The keys of one payment by the limits of its scheme, as the packs are now."""
    schemes = packs_now().schemes
    if payable.scheme not in schemes:
        return kind_keys(payable.kind, paid_for(payable), naturals)
    return once_keys(schemes[payable.scheme], schemes, paid_for(payable), naturals)


def paid_for(payable: Payable) -> PaidFor:
    """发放的依据 of a payable."""
    return PaidFor(
        payable.scheme, payable.fact, _table(payable.scheme), payable.about_person, payable.about_body,
        payable.certificate, payable.occupation, payable.level, payable.applied_on,
    )  # fmt: skip


def exclusions_of(payable: Payable, naturals: Naturals) -> tuple[ExclusionKey, ...]:
    """The keys of what shuts one payment out, or is shut out by it."""
    schemes, paid = packs_now().schemes, paid_for(payable)
    return exclusion_keys(schemes[paid.scheme], schemes, paid, naturals) if paid.scheme in schemes else ()


def _table(scheme: str) -> str:
    """Of which fact the scheme decides; "" of a kind without rules."""
    schemes = packs_now().schemes
    return schemes[scheme].per if scheme in schemes else ""


def _place_take(payable: Payable, key: OnceKey) -> None:
    for _attempt in range(_ATTEMPTS):
        taken = set(OncePlace.objects.filter(digest=key.digest).values_list("place", flat=True))
        if key.refuses and len(taken) >= (key.top or 1):
            raise _paid_already(key, len(taken))
        # The first that is free, as everybody takes: so two who counted the same meet at one place.
        free = next(place for place in count(1) if place not in taken)
        try:
            with transaction.atomic():
                OncePlace.objects.create(digest=key.digest, place=free, cap=key.cap[:120], payable=payable)
                return
        except IntegrityError:
            continue  # somebody took it between the question and the answer
    raise _paid_already(key, _ATTEMPTS)


def _paid_already(key: OnceKey, count: int) -> BoleError:
    if key.top is None:
        return BoleError(errors.LIMIT_UNKNOWN, cap=_cap_title(key.cap), count=count)
    first = OncePlace.objects.filter(digest=key.digest).select_related("payable").order_by("place").first()
    when, fen = _first_told(first) if first is not None else ("", 0)
    return BoleError(errors.PAID_ALREADY, cap=_cap_title(key.cap), top=key.top, when=when, sum=money_words(fen))


def _first_told(place: OncePlace) -> tuple[str, int]:
    """When it was committed, or paid before this system, and how much."""
    if place.payable is not None:
        return localdate(place.payable.committed_at).isoformat(), place.payable.fen
    found = earlier_rows([place.earlier or 0])
    return (found[0].paid_on.isoformat(), found[0].fen) if found else ("", 0)


def _cap_title(cap: str) -> str:
    scheme, _, name = cap.partition(":")
    return f"{scheme_words(scheme)} {name}" if name != "row" else scheme_words(scheme)


def _side_take(payable: Payable, key: ExclusionKey) -> None:
    """Count this payment on its side, in one statement that looks at the other side."""
    ExclusionRow.objects.bulk_create([ExclusionRow(digest=key.digest)], ignore_conflicts=True)
    mine, theirs = ("first", "second") if key.first else ("second", "first")
    row = ExclusionRow.objects.filter(digest=key.digest)
    if key.refuses:
        row = row.filter(**{theirs: 0})
    if not row.update(**{mine: F(mine) + 1}):
        raise BoleError(errors.SHUT_OUT, other=scheme_words(key.other))
    ExclusionHold.objects.create(row=ExclusionRow.objects.get(digest=key.digest), first=key.first, payable=payable)


def keys_free(payable: Payable) -> None:
    """Give back the places of a payment that will not be made."""
    _free(OncePlace.objects.filter(payable=payable), ExclusionHold.objects.filter(payable=payable))


def earlier_places_take(taking: Sequence[tuple[int, OnceKey]]) -> None:
    """Places of many earlier payments, each the first that is free; no limit refuses them: they were paid.

    Who calls holds the log, and so does whoever else takes places: nobody comes in between.
    """
    taken: dict[bytes, set[int]] = {}
    digests = list({key.digest for _earlier, key in taking})
    for start in range(0, len(digests), _ASKED):
        held = OncePlace.objects.filter(digest__in=digests[start : start + _ASKED])
        for digest, place in held.values_list("digest", "place"):
            taken.setdefault(bytes(digest), set()).add(place)
    rows = []
    for earlier, key in taking:
        places = taken.setdefault(key.digest, set())
        free = next(place for place in count(1) if place not in places)
        places.add(free)
        rows.append(OncePlace(digest=key.digest, place=free, cap=key.cap[:120], earlier=earlier))
    OncePlace.objects.bulk_create(rows, batch_size=_ASKED)


def earlier_sides_take(taking: Sequence[tuple[int, ExclusionKey]]) -> None:
    """Count many earlier payments on their sides, in the same way; none is shut out: they were paid."""
    digests = list({key.digest for _earlier, key in taking})
    ExclusionRow.objects.bulk_create(
        [ExclusionRow(digest=one) for one in digests], ignore_conflicts=True, batch_size=_ASKED
    )
    rows: dict[bytes, int] = {}
    for start in range(0, len(digests), _ASKED):
        found = ExclusionRow.objects.filter(digest__in=digests[start : start + _ASKED])
        rows |= {bytes(digest): pk for digest, pk in found.values_list("digest", "pk")}
    added = Counter((rows[key.digest], key.first) for _earlier, key in taking)
    alike: dict[tuple[str, int], list[int]] = {}
    for (row, first), number in added.items():
        alike.setdefault(("first" if first else "second", number), []).append(row)
    for (side, number), some in alike.items():
        for start in range(0, len(some), _ASKED):
            ExclusionRow.objects.filter(pk__in=some[start : start + _ASKED]).update(**{side: F(side) + number})
    ExclusionHold.objects.bulk_create(
        [ExclusionHold(row_id=rows[key.digest], first=key.first, earlier=earlier) for earlier, key in taking],
        batch_size=_ASKED,
    )


def earlier_free(payments: Collection[int]) -> None:
    """Give back the places of earlier payments that the register does not tell of any more, or tells otherwise."""
    _free(OncePlace.objects.filter(earlier__in=payments), ExclusionHold.objects.filter(earlier__in=payments))


def _free(places: QuerySet[OncePlace], holds: QuerySet[ExclusionHold]) -> None:
    places.delete()
    for hold in holds:
        mine = "first" if hold.first else "second"
        ExclusionRow.objects.filter(pk=hold.row_id).update(**{mine: F(mine) - 1})
        hold.delete()
