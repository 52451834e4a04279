"""查验证书: whether a certificate of this number was issued to this name, and how it stands; open to everybody.

Who does not know both learns nothing: of a number alone not whose it is, of another name not what it is.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.looks import look
from bole.apps.registry.certificate_search import REVOKED, STATES, level_of, state_of
from bole.apps.registry.labels import code_words, occupation_words, organisation_names
from bole.apps.registry.models import Certificate, Person
from bole.apps.registry.names import plain_name
from bole.apps.registry.occupations import occupation_told
from bole.apps.registry.person_search import OPEN, certificate_number
from bole.kernel.messages import N_, _

NAME_DIFFERS: Final = "name-differs"
NOT_FOUND: Final = "not-found"
_OUTCOMES: Final = {
    **STATES,
    NAME_DIFFERS: N_("有这个编号的证书，姓名与您填的不同"),
    NOT_FOUND: N_("登记库里没有这个编号的证书"),
}
_PURPOSE: Final = N_("查验证书")
_PUBLIC: Final = N_("公众")
_SEVERAL: Final = 20


@dataclass(frozen=True, slots=True)
class Verified:
    """查验结果: what a certificate says, to who knows its number and the name on it."""

    outcome: str
    number: str = ""
    kind: str = ""
    occupation: str = ""
    occupation_code: str = ""
    digital: bool = False
    occupation_now: tuple[str, ...] = ()
    level: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    revoked_on: date | None = None
    revoked_why: str = ""

    @property
    def outcome_label(self) -> str:
        """What came out, in words."""
        return _(_OUTCOMES[self.outcome])

    @property
    def found(self) -> bool:
        """Whether there is such a certificate in that name, in whatever state."""
        return self.outcome not in (NAME_DIFFERS, NOT_FOUND)


def certificate_verify(*, number: str, name: str, actor: Actor | None, at: datetime) -> Verified:
    """查验. `actor` None is the public. Raises BoleError for an actor who may not."""
    if actor is not None:
        actor.require("certificate.verify")
    asked_number, asked_name = certificate_number(number), plain_name(name)
    rows = list(Certificate.objects.filter(OPEN, number=asked_number).order_by("pk")[:_SEVERAL]) if asked_number else []
    if not rows:
        return Verified(NOT_FOUND)
    names = dict(Person.objects.filter(OPEN, thing__in={row.person for row in rows}).values_list("thing", "name"))
    same = [row for row in rows if _equal(plain_name(names.get(row.person, "")), asked_name)]
    if not same:
        return Verified(NAME_DIFFERS)
    row = same[-1]
    who = actor if actor is not None else Actor(None, _(_PUBLIC))
    look(actor=who, person=row.person, purpose=_(_PURPOSE), fields=("certificate",), at=at)
    return _told(row, localdate(at))


def _equal(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def _told(row: Certificate, today: date) -> Verified:
    state = state_of(row, today)
    told = occupation_told(row.occupation, row.issued_on)
    return Verified(
        outcome=state,
        number=row.number,
        kind=code_words("certificate-kind", row.kind),
        occupation=occupation_words(row.occupation, row.issued_on) or row.field,
        occupation_code=row.occupation,
        digital=told.digital,
        occupation_now=told.now,
        level=level_of(row),
        issuer=organisation_names([row.issuer]).get(row.issuer, "") if row.issuer is not None else "",
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        revoked_on=row.revoked_on if state == REVOKED else None,
        revoked_why=row.revoked_why if state == REVOKED else "",
    )
