"""证书登记: certificates found by their number or its beginning, or by who holds them; holders are masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.registry.entries import is_revoked
from bole.apps.registry.found import MOST, Found, asked, one_of, page_of
from bole.apps.registry.labels import code_words, level_words, occupation_words, organisation_names
from bole.apps.registry.models import Certificate, Person
from bole.apps.registry.occupations import occupation_told
from bole.apps.registry.person_search import OPEN, certificate_number, person_hits
from bole.apps.registry.reach import begins, persons_in_reach
from bole.kernel.messages import N_, _

VALID, EXPIRED, REVOKED = "valid", "expired", "revoked"
STATES: Final[Mapping[str, str]] = {VALID: N_("有效"), EXPIRED: N_("已过有效期"), REVOKED: N_("已撤销或注销")}
_BEGINNING: Final = 4
"""Characters of a number by whose beginning it may be looked for."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """查到的证书: one certificate found."""

    certificate: int
    number: str
    kind: str
    person: int
    holder: str
    occupation: str
    occupation_code: str
    digital: bool
    """Whether it is a digital occupation, in the edition in force when it was issued."""
    occupation_now: tuple[str, ...]
    """Codes of the newest edition, where they are others."""
    level: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    state: str

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return _(STATES[self.state])


def certificate_search(
    *, words: str, actor: Actor, at: datetime, page: int = 1, size: int = 20
) -> Found[CertificateRow]:
    """查找证书. An office finds those of the people it reaches, a provider those it issued or trained for.

    Raises BoleError: not allowed, or words too short.
    """
    actor.require("certificate.verify")
    question = asked(words)
    within = Certificate.objects.filter(OPEN, _reached(actor))
    found: dict[int, None] = {}
    capped = False
    number = certificate_number(question.text)
    if len(number) >= _BEGINNING and not question.has_characters:
        several = list(within.filter(begins("number", number)).values_list("pk", flat=True)[: MOST + 1])
        capped |= len(several) > MOST
        found |= dict.fromkeys(several)
    elif question.number:
        found |= dict.fromkeys(within.filter(number=number).values_list("pk", flat=True)[:MOST])
    if actor.may("person.search"):
        hits, more = person_hits(words, actor, "person.search")
        capped |= more
        # Of a number that is somebody's certificate, that one is wanted and not all that he holds.
        held = within.filter(person__in=[hit.thing for hit in hits if hit.by != "certificate"])
        found |= dict.fromkeys(held.values_list("pk", flat=True)[:MOST])
    return _page(list(found)[:MOST], capped or len(found) > MOST, page, size, localdate(at))


def _reached(actor: Actor) -> Q:
    """Which certificates: of people in reach, or of the own body."""
    own = actor.organisation
    mine = Q(pk__in=[]) if own is None else one_of(Q(issuer=own), Q(organiser=own))
    if not actor.may("person.search"):
        return mine
    if actor.districts("person.search") is None:
        return Q()
    # Asked of each certificate that is found otherwise: the people of a town are many more than those.
    within = Person.objects.filter(OPEN, persons_in_reach(actor, "person.search"))
    return mine | Q(Exists(within.filter(thing=OuterRef("person"))))


def _page(found: Sequence[int], capped: bool, page: int, size: int, today: date) -> Found[CertificateRow]:
    order = Certificate.objects.filter(pk__in=found).order_by("-issued_on", "number", "pk").values_list("pk", flat=True)
    shown = page_of(list(order), page, size)
    rows = {row.pk: row for row in Certificate.objects.filter(pk__in=shown)}
    told_rows = _rows([rows[number] for number in shown], today)
    return Found(told_rows, len(found), max(page, 1), max(size, 1), capped)


def _rows(rows: Sequence[Certificate], today: date) -> tuple[CertificateRow, ...]:
    names = holders(Person.objects.filter(OPEN, thing__in={row.person for row in rows}))
    issuers = organisation_names(row.issuer for row in rows)
    return tuple(_row(row, names.get(row.person, ""), issuers, today) for row in rows)


def holders(persons: QuerySet[Person]) -> Mapping[int, str]:
    """The names of persons."""
    return dict(persons.values_list("thing", "name"))


def _row(row: Certificate, holder: str, issuers: Mapping[int, str], today: date) -> CertificateRow:
    told = occupation_told(row.occupation, row.issued_on)
    return CertificateRow(
        certificate=row.thing,
        number=row.number,
        kind=code_words("certificate-kind", row.kind),
        person=row.person,
        holder=masks.name(holder),
        occupation=occupation_words(row.occupation, row.issued_on) or row.field,
        occupation_code=row.occupation,
        digital=told.digital,
        occupation_now=told.now,
        level=level_of(row),
        issuer=issuers.get(row.issuer, "") if row.issuer is not None else "",
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        state=state_of(row, today),
    )


def level_of(row: Any) -> str:
    """The level of a certificate on its own scale, in words."""
    return level_words("skill-level", row.level) or level_words("certificate-grade", row.grade)


def state_of(row: Any, today: date) -> str:
    """How a certificate stands on a day."""
    if is_revoked(row) and (row.revoked_on is None or row.revoked_on <= today):
        return REVOKED
    return EXPIRED if row.expires_on is not None and row.expires_on < today else VALID
