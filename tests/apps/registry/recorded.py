"""Records written straight into the registers, for tests that read: what an import would have written, at once."""

from datetime import date, datetime
from typing import Any

from bole.apps.accounts.sealing import place, seal
from bole.apps.registry.bulk import things_made
from bole.apps.registry.history import NewRow, rows_replace
from bole.apps.registry.indexes import id_index, phone_index
from bole.apps.registry.models import Contact, Organisation, Person, Recorded, Source
from bole.apps.registry.names import pinyin_key
from tests.apps.registry.importing import AT, SYSTEM
from tests.apps.registry.people import code, number


def source_of(code: str) -> int:
    """The number of a source, made where it is not there."""
    return Source.objects.get_or_create(code=code, defaults={"name": f"来源{code}"})[0].pk


def record_made(
    model: type[Recorded], *, source: str = "office", thing: int | None = None, at: datetime = AT, **values: Any
) -> int:
    """A record of a new thing, or what is known now of an old one; gives its number."""
    number = things_made(model._meta.model_name or "", 1, AT)[0] if thing is None else thing
    row = NewRow(number, values)
    rows_replace(model=model, rows=[row], source=source_of(source), batch=None, actor=SYSTEM, at=at)
    return number


def person_made(n: int, name: str = "张三", *, town: str = "", phone: str = "", source: str = "household") -> int:
    """A man born on 1990-03-07 of 中山; the n-th of those whom nobody can be."""
    thing = things_made("person", 1, AT)[0]
    card = number(n)
    values: dict[str, Any] = {
        "name": name,
        "pinyin": pinyin_key(name),
        "id_number": seal(card, place(Person, "id_number", thing)),
        "id_index": id_index(card),
        "sex": "male" if n % 2 else "female",
        "born_on": date(1990, 3, 7),
        "household_city": "442000",
        "household_since": date(2020, 1, 1),
        "residence_town": town,
        "residence_city": "442000",
    }
    record_made(Person, source=source, thing=thing, **values)
    if phone:
        sealed = seal(phone, place(Contact, "phone", thing))
        record_made(Contact, source=source, thing=thing, phone=sealed, phone_index=phone_index(phone))
    return thing


def body_made(n: int, name: str = "", *, town: str = "", source: str = "employers", **more: Any) -> int:
    """The n-th body of those that cannot be."""
    told = name or f"样例{n}号有限公司"
    values: dict[str, Any] = {"name": told, "pinyin": pinyin_key(told)[:600], "credit_code": code(n), "city": "442000"}
    values |= {"town": town, **more}
    return record_made(Organisation, source=source, **values)
