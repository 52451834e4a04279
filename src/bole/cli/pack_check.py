"""检查规则包: `bole pack check [ID]`, and how documents at hand differ from what the packs rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from bole.cli.files import console, print_json
from bole.cli.options import json_option, language_option, packs_option
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.kernel.clauses import ClauseRef
    from bole.policy.catalogues import Edition
    from bole.policy.clause_index import ClauseChanges, Document
    from bole.policy.pack import Pack, Packs
    from bole.policy.parameters import Entry

HERE: Final = ZoneInfo("Asia/Shanghai")


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "check",
        callback=check,
        params=[
            click.Argument(["identity"], metavar="[ID]", required=False, default=""),
            click.Option(
                ["documents", "--document"],
                metavar="FILE",
                multiple=True,
                help=_("与手边的文件逐条比对，可写多次；对不上号的写 编号=文件。"),
            ),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_(
            "检查规则包，写明每处错误在哪个文件哪一行；列出缺数的和未核实的。"
            "手边的文件与条款索引不同时，指出受影响的参数、目录和政策项目，结束代码为 1；规则包有错误时为 2。"
        ),
    )


def check(identity: str, documents: tuple[str, ...], packs: tuple[Path, ...], as_json: bool) -> int:
    """Check, compare and show; 2 where a pack is wrong, 1 where a document differs from its index."""
    from bole.apps.accounts.roles import PERMISSIONS
    from bole.policy.errors import PackError
    from bole.policy.kind_checks import mode_findings, permission_faults
    from bole.policy.pack import load_packs
    from bole.policy.promises import read_promises

    try:
        loaded = load_packs(packs, only=identity)
        schemes, kinds = loaded.schemes, loaded.kinds
        if strangers := permission_faults(loaded, PERMISSIONS):
            raise PackError(strangers)
        promises = read_promises(loaded)
    except PackError as error:
        if not as_json:
            raise
        print_json({"packs": [], "documents": [], "errors": [fault.to_json() for fault in error.faults]})
        return 2
    compared = [_compared(given, loaded) for given in documents]
    told = [pack_json(pack) | {"promises": [p.row for p in promises[pack.id]]} for pack in loaded.values()]
    modes = mode_findings(loaded, datetime.now(HERE).date())
    if as_json:
        known = [finding.to_json() for finding in modes]
        documents_told = [one.to_json() for one in compared]
        print_json({"packs": told, "documents": documents_told, "warnings": known, "errors": []})
    else:
        _print_packs(told)
        _print_open(told)
        open_ = {key: sum(len(pack[f"unverified_{key}"]) for pack in told) for key in ("kinds", "flows", "calendars")}
        click.echo(_("未核实的事项 {kinds} 个、流程 {flows} 个、放假安排 {calendars} 年。", **open_))
        for finding in modes:
            click.echo(_("提示：{finding}", finding=finding))
        for one in compared:
            _print_compared(one)
        counts = {"packs": len(told), "schemes": len(schemes), "kinds": len(kinds), "flows": len(loaded.flows)}
        click.echo(
            _("检查通过：规则包 {packs} 个，政策项目 {schemes} 个，事项 {kinds} 个，流程 {flows} 个。", **counts)
        )
    return 1 if any(one.differs for one in compared) else 0


# --- what a pack holds ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on a clause: a value of a parameter, an edition of a catalogue, a scheme, or a kind of case."""

    id: str
    start: str
    """"" for what has no dates."""
    end: str
    cites: "ClauseRef"
    status: str
    verified: bool

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "from": self.start or None, "until": self.end or None, "clause": str(self.cites)}


def resting(pack: "Pack") -> Iterator[Resting]:
    """Every dated value and edition of a pack."""
    for parameter in pack.library.own_parameters.values():
        yield from (_resting(parameter.id, entry) for entry in parameter.entries if entry.supplier is None)
    for catalogue in pack.library.own_catalogues.values():
        yield from (_resting(catalogue.id, edition) for edition in catalogue.editions if edition.supplier is None)
    for id_, given in pack.library.own_supplies.items():
        yield from (_resting(id_, edition) for edition in given)


def _resting(id: str, part: "Entry | Edition") -> Resting:
    end = part.end.isoformat() if part.end else ""
    return Resting(id, part.start.isoformat(), end, part.cites, part.status, part.verified)


def pack_json(pack: "Pack") -> dict[str, Any]:
    """What a pack holds, and what of it is missing or not verified."""
    parts = list(resting(pack))
    return {
        "id": pack.id,
        "title": pack.title,
        "title_en": pack.title_en,
        "place": pack.place,
        "level": pack.level,
        "parent": pack.parent or None,
        "documents": list(pack.library.own_documents),
        "parameters": list(pack.library.own_parameters),
        "catalogues": list(pack.library.own_catalogues),
        "supplies": list(pack.library.own_supplies),
        "schemes": list(pack.schemes),
        "payments": list(pack.library.own_payments),
        "flows": list(pack.flows),
        "kinds": list(pack.kinds),
        "calendars": [year.year for year in pack.calendar],
        "unverified_flows": [flow.id for flow in pack.flows.values() if not flow.verified],
        "unverified_kinds": [kind.id for kind in pack.kinds.values() if not kind.verified],
        "unverified_calendars": [year.year for year in pack.calendar if not year.verified],
        "missing": [part.to_json() for part in parts if part.status == "missing"],
        "partial": [part.to_json() for part in parts if part.status == "partial"],
        "unverified": [part.to_json() for part in parts if not part.verified],
        "digest": pack.digest,
    }


def _print_packs(told: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    heads = (
        *(_("规则包"), _("名称"), _("文件"), _("参数"), _("目录"), _("政策项目")),
        *(_("流程"), _("事项"), _("缺数"), _("不全"), _("未核实")),
    )
    for head in heads:
        table.add_column(head, justify="left" if head in heads[:2] else "right", overflow="fold")
    counted = ("documents", "parameters", "catalogues", "schemes", "flows", "kinds", "missing", "partial", "unverified")
    for pack in told:
        table.add_row(pack["id"], title_of(pack), *(str(len(pack[key])) for key in counted))
    console().print(table)


def title_of(told: dict[str, Any]) -> str:
    """The title in the language in use."""
    from bole.kernel.messages import language

    return str(told["title_en"] if language() == "en" else told["title"])


def _print_open(told: list[dict[str, Any]]) -> None:
    """What a person still has to find or to compare."""
    parts = (("missing", _("缺数")), ("partial", _("不全")), ("unverified", _("未核实")))
    for key, name in parts:
        for pack in told:
            for part in pack[key]:
                click.echo(f"{name} {part['id']} {days_phrase(part)} {part['clause']}")


def days_phrase(part: Mapping[str, Any]) -> str:
    """起止日期 of what has `from` and `until`."""
    if not part["from"]:
        return _("不分日期")
    return (
        _("{start} 至 {end}", start=part["from"], end=part["until"])
        if part["until"]
        else _("{start} 起", start=part["from"])
    )


# --- documents at hand ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """A document at hand beside its index, and what rests on the clauses that changed."""

    index: "Document"
    file: Path
    changes: "ClauseChanges"
    touched: tuple[Resting, ...]

    @property
    def differs(self) -> bool:
        """Whether any clause is not as indexed."""
        return bool(self.changes.changed or self.changes.missing or self.changes.added)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.index.id,
            "file": str(self.file),
            "changed": list(self.changes.changed),
            "missing": list(self.changes.missing),
            "added": list(self.changes.added),
            "touched": [part.to_json() for part in self.touched],
        }


def _compared(given: str, packs: "Packs") -> Compared:
    from bole.cli.clause_hashes import clause_hashes, read_document
    from bole.policy.clause_index import changed_clauses

    identity, file = _named(given, packs)
    hashes = clause_hashes(read_document(file))
    index = _index_of(identity, hashes, file, packs)
    changes = changed_clauses(index, hashes)
    touched = tuple(
        part
        for pack in packs.values()
        for part in (*resting(pack), *_schemes(pack), *_kinds(pack))
        if part.cites.document == index.id and changes.touches(part.cites)
    )
    return Compared(index, file, changes, touched)


def _schemes(pack: "Pack") -> Iterator[Resting]:
    for scheme in pack.schemes.values():
        window = scheme.in_force
        end = window.end.isoformat() if window.end else ""
        for ref in scheme.clauses():
            yield Resting(scheme.id, window.start.isoformat(), end, ref, "known", True)


def _kinds(pack: "Pack") -> Iterator[Resting]:
    for kind in pack.kinds.values():
        if kind.cites is not None:
            yield Resting(kind.id, "", "", kind.cites, "known", kind.verified)


def _named(given: str, packs: "Packs") -> tuple[str, Path]:
    """FILE, or ID=FILE where ID is a document of a pack."""
    identity, mark, file = given.partition("=")
    known = {id for pack in packs.values() for id in pack.library.own_documents}
    return (identity, Path(file)) if mark and identity in known else ("", Path(given))


def _index_of(identity: str, hashes: dict[str, str], file: Path, packs: "Packs") -> "Document":
    """The index entry named, else the one with the most clauses in common."""
    from bole.policy import errors
    from bole.policy.clause_index import likeness

    documents = [document for pack in packs.values() for document in pack.library.own_documents.values()]
    if identity:
        return next(document for document in documents if document.id == identity)
    best = max(documents, key=lambda document: likeness(document, hashes), default=None)
    if best is None or not likeness(best, hashes):
        raise BoleError(errors.NOT_INDEXED, place=str(file))
    return best


def _print_compared(one: Compared) -> None:
    if not one.differs:
        click.echo(_("{file}：与 {id} 的条款索引一致。", file=one.file, id=one.index.id))
        return
    click.echo(_("{file}：与 {id} 的条款索引不同。", file=one.file, id=one.index.id))
    parts = ((_("有改动"), one.changes.changed), (_("已没有"), one.changes.missing), (_("新出现"), one.changes.added))
    for name, paths in parts:
        for path in paths:
            click.echo(f"  {name} {path}")
            for part in one.touched:
                if part.cites.path == path:
                    click.echo("    " + _("{id} 以它为依据（{days}）", id=part.id, days=days_phrase(part.to_json())))
