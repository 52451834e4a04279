"""表: the tables of a register of some version, told by its migrations and not by the models of this program."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.migrations.loader import MigrationLoader
from django.db.models import CompositePrimaryKey, Field, Model

Step = tuple[str, str]
"""A migration: app and name."""

LEFT_OUT: Final = frozenset({"django_session"})
"""Who was signed in signs in again: a session that somebody ended must not come back."""

_KINDS: Final = {
    "AutoField": "number",
    "BigAutoField": "number",
    "BigIntegerField": "number",
    "BinaryField": "bytes",
    "BooleanField": "flag",
    "CharField": "text",
    "DateField": "day",
    "DateTimeField": "moment",
    "GenericIPAddressField": "text",
    "IntegerField": "number",
    "JSONField": "json",
    "PositiveBigIntegerField": "number",
    "PositiveIntegerField": "number",
    "PositiveSmallIntegerField": "number",
    "SlugField": "text",
    "SmallIntegerField": "number",
    "TextField": "text",
    "URLField": "text",
    "UUIDField": "uuid",
}


@dataclass(frozen=True, slots=True)
class Column:
    """列 and the kind of its values: number, flag, text, day, moment, json, bytes or uuid."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """表."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]
    """What rows are in the order of: the column that the primary key is, or those it is made of."""
    counted: bool
    """Whether the database itself gives new rows their number."""

    @property
    def names(self) -> list[str]:
        """The columns by name, in their order."""
        return [column.name for column in self.columns]


def tables_at(loader: MigrationLoader, steps: Iterable[Step]) -> list[Table]:
    """The tables that these migrations, and no others, have made. Raises TypeError for a column that has no form."""
    state = loader.project_state(ends(loader, steps))
    models = state.apps.get_models(include_auto_created=True)
    own = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(
        (_table(model) for model in own if model._meta.db_table not in LEFT_OUT), key=lambda table: table.name
    )


def ends(loader: MigrationLoader, steps: Iterable[Step]) -> list[Step]:
    """The last migrations of each app among these; going to them makes all of them."""
    known = {step for step in steps if step in loader.graph.nodes}
    followed = {
        parent.key for step in known for parent in loader.graph.node_map[step].parents if parent.key[0] == step[0]
    }
    return sorted(known - followed)


def _table(model: type[Model]) -> Table:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, CompositePrimaryKey)]
    key = model._meta.pk
    return Table(
        model._meta.db_table,
        tuple(_column(field) for field in fields),
        tuple(_column(field) for field in model._meta.pk_fields),
        key.get_internal_type() in ("AutoField", "BigAutoField"),
    )


def _column(field: "Field[object, object]") -> Column:
    target = field
    while target.remote_field is not None:
        target = target.target_field  # type: ignore[attr-defined]
    kind = _KINDS.get(target.get_internal_type())
    if kind is None or field.column is None:
        raise TypeError(f"{field}: {target.get_internal_type()} has no form in a backup")
    return Column(field.column, kind)
