"""查看完整号码: one sealed value in clear, for a reason, written down twice: as a look and as an event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.looks import look
from bole.apps.registry.errors import NOT_RECORDED, NOT_REVEALED, REASON_TOO_SHORT
from bole.apps.registry.models import Contact, Person
from bole.apps.registry.person_file import purpose_of
from bole.apps.registry.person_search import OPEN, opened
from bole.apps.registry.reach import person_reached
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

LEAST: Final = 4
"""Characters of a reason."""
REVEALED: Final[Mapping[str, str]] = {
    "id_number": N_("证件号码"),
    "phone": N_("手机"),
    "bank_account": N_("银行账号"),
    "address": N_("住址"),
    "name": N_("姓名"),
}
"""What may be seen in full, and what it is called."""
_PURPOSE: Final = N_("查看完整号码")


@transaction.atomic
def number_reveal(*, person: int, field: str, reason: str, actor: Actor, at: datetime) -> str:
    """查看完整号码. Raises BoleError: out of reach, no reason, not such a field, nothing recorded.

    The look and the event stand in the transaction in which it is opened: neither is without the other.
    """
    if field not in REVEALED:
        raise BoleError(NOT_REVEALED, found=field, known="、".join(REVEALED))
    row = person_reached(person, actor, "person.reveal")
    why = " ".join(reason.split())
    if actor.person != person and len(why) < LEAST:
        raise BoleError(REASON_TOO_SHORT, least=LEAST)
    value = _value(row, field)
    if not value:
        raise BoleError(NOT_RECORDED, field=_(REVEALED[field]))
    purpose = purpose_of(actor, _PURPOSE)
    look(actor=actor, person=person, purpose=purpose, fields=(field,), reason=why, revealed=True, at=at)
    record("person.revealed", actor=actor, at=at, about=("person", person), data={"field": field})
    return value


def _value(person: Person, field: str) -> str:
    if field == "name":
        return person.name
    if field == "id_number":
        return opened(person, field)
    contact = Contact.objects.filter(OPEN, thing=person.thing).first()
    return "" if contact is None else opened(contact, field)
