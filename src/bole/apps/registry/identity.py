"""天然标识: by what a person or certificate is known in the world, whichever number the register gave it.

A person who was two files has two numbers; whoever asks whether he was paid asks for each.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bole.apps.accounts.sealing import place, unseal
from bole.apps.registry.bulk import open_rows
from bole.apps.registry.fields import sheets
from bole.apps.registry.models import Certificate, Organisation, OtherNumber, Person
from bole.kernel.fact_tables import STANDARD


def person_numbers(persons: Collection[int]) -> dict[int, tuple[str, ...]]:
    """证件号码 of each person, opened: his own first, then those of files that were merged into his.

    For making keys of the ledger and for nothing that anybody sees: no look is written. A person without a number has
    none; one that is not in the register does not stand in the result.
    """
    found: dict[int, list[str]] = {}
    for thing, sealed in open_rows(Person, "thing", persons, ("thing", "id_number")):
        numbers = found.setdefault(thing, [])
        if sealed is not None:
            numbers.append(unseal(bytes(sealed), place(Person, "id_number", thing)))
    for thing, person, sealed in open_rows(OtherNumber, "person", persons, ("thing", "person", "id_number")):
        if sealed is not None:
            found.setdefault(person, []).append(unseal(bytes(sealed), place(OtherNumber, "id_number", thing)))
    return {person: tuple(dict.fromkeys(numbers)) for person, numbers in found.items()}


def id_indexes(persons: Collection[int]) -> dict[int, tuple[bytes, ...]]:
    """证件号码索引 of each person: his own first, then those of files that were merged into his."""
    found: dict[int, list[bytes]] = {}
    for thing, index in open_rows(Person, "thing", persons, ("thing", "id_index")):
        found.setdefault(thing, []).extend([] if index is None else [bytes(index)])
    for person, index in open_rows(OtherNumber, "person", persons, ("person", "id_index")):
        found.setdefault(person, []).extend([] if index is None else [bytes(index)])
    return {person: tuple(dict.fromkeys(indexes)) for person, indexes in found.items()}


def certificate_numbers(certificates: Collection[int]) -> dict[int, str]:
    """证书编号 of each certificate."""
    return dict(open_rows(Certificate, "thing", certificates, ("thing", "number")))


def credit_codes(organisations: Collection[int]) -> dict[int, str]:
    """统一社会信用代码 of each body; "" where none is known."""
    return dict(open_rows(Organisation, "thing", organisations, ("thing", "credit_code")))


@dataclass(frozen=True, slots=True)
class FactRow:
    """一行依据: whom and what a row of a fact is about, as a ledger has it."""

    person: int | None
    organisation: int | None
    occupation: str
    level: int | None
    number: str
    """Of a certificate."""


def fact_rows(table: str, facts: Collection[int]) -> dict[int, FactRow]:
    """The rows of a fact table by the columns that a ledger has too; nothing of what the register does not keep."""
    if table not in sheets() or not facts:
        return {}
    model = sheets()[table].model
    names = {field.attname for field in model._meta.concrete_fields}
    wanted = {column.ledger: column.name for column in STANDARD.table(table).columns if column.name in names}
    if "number" in names and table == "certificate":
        wanted["number"] = "number"
    columns = {ledger: name for ledger, name in wanted.items() if ledger in FactRow.__annotations__}
    empty: dict[str, Any] = {"person": None, "organisation": None, "occupation": "", "level": None, "number": ""}
    return {
        thing: FactRow(**empty | dict(zip(columns, values, strict=True)))
        for thing, *values in open_rows(model, "thing", facts, ("thing", *columns.values()))
    }
