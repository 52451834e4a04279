"""登记项目: what the tables and columns of the register are called, and which class of personal data they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.apps import apps

from bole.apps.registry.models import Recorded
from bole.kernel.messages import language

_FILE: Final = Path(__file__).with_name("fields.yaml")
_FRAME: Final = ("valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Item:
    """项目: one column of a table."""

    name: str
    label_zh: str
    label_en: str
    sensitivity: str
    listed: str
    """The list that puts its codes into words; "" where it has none."""
    hidden: bool
    """Whether it is made from another column, and is shown to nobody."""

    @property
    def label(self) -> str:
        """What it is called in the language in use."""
        return self.label_zh if language() == "zh" else self.label_en


@dataclass(frozen=True, slots=True)
class Sheet:
    """登记表: one table of the register."""

    name: str
    label_zh: str
    label_en: str
    items: Mapping[str, Item]
    important: tuple[str, ...]
    """Columns without which a row is not complete."""

    @property
    def label(self) -> str:
        """What it is called in the language in use."""
        return self.label_zh if language() == "zh" else self.label_en

    @property
    def model(self) -> type[Recorded]:
        """The table itself."""
        model = apps.get_model("registry", self.name)
        assert issubclass(model, Recorded)
        return model

    @property
    def about_person(self) -> bool:
        """Whether its rows are about a person at all."""
        return self.name in ("person", "contact") or "person" in self.items


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every table by its name."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    frame = {name: told.pop(name) for name in _FRAME}
    return {name: _sheet(name, one, frame) for name, one in told.items()}


def _sheet(name: str, told: Mapping[str, Any], frame: Mapping[str, Any]) -> Sheet:
    items = {column: _item(column, one) for column, one in {**told["columns"], **frame}.items()}
    label, label_en = told["label"]
    sheet = Sheet(name, label, label_en, items, tuple(told["important"]))
    wanted = {*sheet.model.values()}
    if wanted != items.keys() or not items.keys() >= set(sheet.important):
        raise ValueError(f"fields.yaml, {name}: {sorted(wanted ^ items.keys())}")
    return sheet


def _item(name: str, told: Mapping[str, Any]) -> Item:
    label, label_en = told["label"]
    return Item(name, label, label_en, told.get("class", "S3"), told.get("list", ""), bool(told.get("hidden", False)))
