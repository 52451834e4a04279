"""数据种类: what each kind of file may hold, as data in kinds/*.yaml: columns, headings, codes, key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from django.apps import apps
from django.db.models import CharField

from bole.apps.registry.errors import UNKNOWN_KIND
from bole.apps.registry.models import Recorded
from bole.kernel.errors import BoleError
from bole.kernel.messages import language

As = Literal[
    "text", "name", "number", "id_number", "credit_code", "organisation", "phone", "date", "code", "words", "level",
    "count", "money", "flag", "division", "occupation", "scheme",
]  # fmt: skip
WHO: Final = ("required", "optional", "itself", "none")
PERSON: Final = ("person.name", "person.id_number", "person.sex", "person.born_on")
SENSITIVE: Final = frozenset(("person.id_number", "contact.phone"))
"""Class S1: never stored or shown in clear with a fault."""

_FOLDER: Final = Path(__file__).parent / "kinds"
_SHARED: Final = "_shared"


@dataclass(frozen=True, eq=False)
class Column:
    """列: one column that a file may have; of several that lead to one item the first that is filled counts."""

    to: str
    """person.*, contact.phone, <link>.name, <link>.credit_code, or an item of the kind's own register."""
    kind: As
    headings: tuple[str, ...]
    headings_en: tuple[str, ...]
    required: bool = False
    """Whether a row without it is rejected."""
    needed: bool = False
    """Whether the file must have the column, while cells may be empty."""
    warns: bool = False
    """Whether a bad value is dropped and told, and the rest of the row stays."""
    system: str = ""
    scale: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Value to further ways of writing it."""
    also: str = ""
    """Of `words`: a pattern of values that are taken as they are."""
    open: bool = False
    """Of `words`: whether any other text is taken as it is."""
    longest: int = 0
    low: int = 0
    high: int = 10**9
    parts: Mapping[str, int] = field(default_factory=dict)
    """Of a division: items to the number of leading digits that they get (2, 4, 6 or 9)."""
    ends: bool = False
    """Of a date: whether it may lie in the future, and whether a month alone means its last day."""
    not_before: str = ""
    edition_on: str = ""
    clears: Mapping[str, str] = field(default_factory=dict)
    """Value to the item that it leaves empty."""
    blank: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Another item to its values to what an empty cell then means."""
    example: str = ""

    @property
    def label(self) -> str:
        """What the column is called in the language in use."""
        return self.headings[0] if language() == "zh" else self.headings_en[0]


@dataclass(frozen=True, eq=False)
class Kind:
    """数据种类: a kind of data, as its file describes it."""

    id: str
    title: str
    title_en: str
    register: str
    person: str
    """Whether a row is somebody's: required, optional, itself (the register is that of persons), none."""
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    valid: tuple[str | None, str | None] = (None, None)
    mine: str = ""
    """Item that must not change hands under the same key."""
    passed_over: tuple[str, ...] = ()
    """Headings that are known and left out."""

    @property
    def label(self) -> str:
        """Its title in the language in use."""
        return self.title if language() == "zh" else self.title_en

    @property
    def model(self) -> type[Recorded]:
        """登记表 that its rows go to."""
        model = apps.get_model("registry", self.register)
        assert issubclass(model, Recorded)
        return model

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The items that name a body; of the kind whose register is that of bodies, `organisation` itself."""
        heads = (column.to.partition(".")[0] for column in self.columns if "." in column.to)
        return tuple(dict.fromkeys(head for head in heads if head not in ("person", "contact")))

    @cached_property
    def has_person(self) -> bool:
        """Whether rows name a person at all."""
        return self.person != "none"

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The items of its own register that a file may fill, parts of divisions included."""
        found: dict[str, None] = {}
        for column in self.columns:
            if "." not in column.to and not column.clears:
                found.update(dict.fromkeys(column.parts or (column.to,)))
            elif column.clears and self._is_field(column.to):
                found[column.to] = None
        return tuple(found)

    def _is_field(self, name: str) -> bool:
        return name in self.model.values()

    def column(self, to: str) -> Column:
        """The first column that leads to an item."""
        return next(column for column in self.columns if column.to == to or to in column.parts)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Everything that a heading may be taken for."""
        return tuple(dict.fromkeys(column.to for column in self.columns))


def kind_named(id: str) -> Kind:
    """The kind of that name; raises BoleError."""
    kinds = all_kinds()
    if id not in kinds:
        raise BoleError(UNKNOWN_KIND, found=id, known="、".join(kinds))
    return kinds[id]


@cache
def all_kinds() -> Mapping[str, Kind]:
    """Every kind, the usual ones first."""
    files = {file.stem: file for file in sorted(_FOLDER.glob("*.yaml"))}
    shared = _read(files.pop(_SHARED))
    usual = ("insurance", "certificates", "employment", "training", "school", "household", "employers")
    names = [*usual, *(name for name in files if name not in usual)]
    return {name: _kind(_read(files[name]), shared) for name in names}


def _read(file: Path) -> dict[str, Any]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _kind(told: dict[str, Any], shared: dict[str, Any]) -> Kind:
    lists = [shared[name] for name in told.pop("include", ())] + [told.pop("columns")]
    first, last = told.pop("valid", (None, None))
    kind = Kind(
        columns=tuple(_column(dict(item), told["register"]) for listed in lists for item in listed),
        key=tuple(told.pop("key")),
        valid=(first, last),
        passed_over=tuple(told.pop("passed_over", ())),
        **told,
    )
    _check(kind)
    return kind


def _column(told: dict[str, Any], register: str) -> Column:
    words = {str(value): tuple(map(str, written)) for value, written in told.pop("words", {}).items()}
    column = Column(
        kind=told.pop("as"),
        headings=tuple(told.pop("headings")),
        headings_en=tuple(told.pop("headings_en")),
        words={value.replace("_", "-") if "system" in told else value: written for value, written in words.items()},
        longest=told.pop("longest", 0) or _longest(told["to"], register),
        **told,
    )
    blank = {
        item: {value.replace("_", "-"): meant for value, meant in meanings.items()}
        for item, meanings in column.blank.items()
    }
    object.__setattr__(column, "blank", blank)
    return column


def _longest(to: str, register: str) -> int:
    """What the table holds."""
    head, _, item = to.rpartition(".")
    table = {"": register, "person": "Person", "contact": "Contact"}.get(head, "Organisation")
    fields = {found.name: found for found in apps.get_model("registry", table)._meta.concrete_fields}
    found = fields.get(item)
    return (found.max_length or 200) if isinstance(found, CharField) else 200


def _check(kind: Kind) -> None:
    """Raises ValueError where the data of a kind contradicts the table."""
    known = {*kind.model.values(), "person", "organisation", *kind.links}
    unknown = [item for item in (*kind.items, *kind.key) if item not in known]
    if unknown or kind.person not in WHO:
        raise ValueError(f"{kind.id}: {unknown} {kind.person}")
