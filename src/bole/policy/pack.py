"""规则包: what a place decides, as a folder with `pack.toml`; found on disk, checked as a whole, imported by nobody.

    pack.toml  documents.yaml  population.yaml  ledger.yaml  sources.yaml
    parameters/*.yaml  catalogues/*.yaml + *.csv  schemes/*.py  examples/*.yaml
    flows/*.toml  services/*.toml  calendars/*.toml

`load_packs()` reads the built-in packs and those of further folders. Parameters, catalogues and documents are read and
checked at once, all faults together; schemes, flows, kinds of case and calendars are loaded when they are first asked
for, each pack's together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import bole
from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.flow import Flow
from bole.kernel.working_days import WorkingDays
from bole.policy import errors
from bole.policy.calendars import CALENDARS, CalendarYear, read_calendar, working_days
from bole.policy.catalogues import read_catalogue
from bole.policy.clause_index import check_citation, read_documents
from bole.policy.data_sources import read_sources
from bole.policy.dated import Citing, Supplier
from bole.policy.digest import digest
from bole.policy.errors import Faults, PackError
from bole.policy.flow_sheets import FLOWS, read_flow
from bole.policy.kind_sheets import SERVICES, read_kind
from bole.policy.library import Library
from bole.policy.marked_yaml import nearest, read_mapping
from bole.policy.pack_sheet import PACK_SHEET, PackSheet, read_pack_sheet
from bole.policy.parameters import read_parameter
from bole.policy.payment_kinds import LEDGER_SHEET, read_payment_kinds
from bole.policy.population import read_population
from bole.policy.raising import raised
from bole.policy.scheme_files import load_scheme_file
from bole.policy.supplies import supply_catalogue, supply_parameter

if TYPE_CHECKING:
    from bole.policy.case_kinds import CaseKind
    from bole.policy.scheme import Scheme

BUILT_IN: Final = Path(bole.__file__).parent / "packs"
LEVELS: Final = ("nation", "province", "city", "district", "supplement")
"""级别, from the top down; a supplement has nothing of its own to decide: it hands in what a pack above is short of."""

_SHEETS: Final = {
    "parameters": (".yaml",),
    "catalogues": (".yaml", ".csv"),
    "schemes": (".py",),
    "examples": (".yaml",),
    FLOWS: (".toml",),
    SERVICES: (".toml",),
    CALENDARS: (".toml",),
}
_LATER: Final = ("indicators",)
_ALONE: Final = (
    PACK_SHEET,
    "documents.yaml",
    LEDGER_SHEET,
    "sources.yaml",
    "rules.yaml",
    "population.yaml",
    "README.md",
    "LICENSE",
)
_ALLOWED: Final = (*_ALONE, *_SHEETS, *_LATER)


@dataclass(frozen=True)
class Pack:
    """规则包: a place's documents, parameters, catalogues and schemes."""

    sheet: PackSheet
    library: Library
    above: "Pack | None" = None
    """The pack of its parent."""

    @property
    def id(self) -> str:
        """编号, for example "zhongshan"."""
        return self.sheet.id

    @property
    def title(self) -> str:
        """名称 in Chinese."""
        return self.sheet.title

    @property
    def title_en(self) -> str:
        """The title in English."""
        return self.sheet.title_en

    @property
    def place(self) -> str:
        """区划代码 of six or nine digits."""
        return self.sheet.place

    @property
    def level(self) -> str:
        """One of LEVELS."""
        return self.sheet.level

    @property
    def parent(self) -> str:
        """The id of the pack above, or ""."""
        return self.sheet.parent

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.sheet.folder

    @property
    def built_in(self) -> bool:
        """Whether it came with the program and was not brought along."""
        return self.folder.is_relative_to(BUILT_IN)

    @cached_property
    def schemes(self) -> "Mapping[str, Scheme]":
        """政策项目 by id, loaded at the first use; raises PackError with every fault of its scheme files."""
        faults = Faults()
        found: dict[str, Scheme] = {}
        for file in sorted(self.folder.glob("schemes/*.py")):
            for scheme in load_scheme_file(file, self.id, self.library, faults):
                if scheme.id in found:
                    where = found[scheme.id].place
                    faults.add(errors.ID_TWICE, file, id=scheme.id, where=where)
                found[scheme.id] = scheme
        faults.raise_any()
        for scheme in self._top_ups(faults):
            if scheme.id in found:
                raising, _colon, line = scheme.place.rpartition(":")
                faults.add(errors.ID_TWICE, Path(raising), int(line), id=scheme.id, where=found[scheme.id].place)
            found[scheme.id] = scheme
        faults.raise_any()
        from bole.policy.scheme import Told

        for scheme in found.values():
            scheme.payer = Told(self.title, self.title_en)
        return found

    def _top_ups(self, faults: Faults) -> "list[Scheme]":
        """What comes of the parameters that a district raises."""
        if not any(parameter.base for parameter in self.library.own_parameters.values()):
            return []
        from bole.policy.top_ups import top_ups

        try:
            above = list(self._schemes_above())
        except PackError:
            return []  # the pack above tells its own faults
        return top_ups(self.sheet, self.library, above, faults)

    def _schemes_above(self) -> "Iterator[Scheme]":
        if self.above is not None:
            yield from self.above._schemes_above()
            yield from self.above.schemes.values()

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        """流程 of its own by id, read at the first use; raises PackError with every fault of its flow files."""
        faults = Faults()
        files = sorted(self.folder.glob(f"{FLOWS}/*.toml"))
        found = [flow for file in files if (flow := read_flow(file, self.id, faults))]
        faults.raise_any()
        return {flow.id: flow for flow in found}

    @cached_property
    def kinds(self) -> "Mapping[str, CaseKind]":
        """事项 of its own by id, likewise; their flows are its own or those of the packs above."""
        faults, flows, known = Faults(), self.flows_in_sight, self.library.documents

        def citing(ref: ClauseRef) -> bool:
            return check_citation(known, ref).at_hand

        files = sorted(self.folder.glob(f"{SERVICES}/*.toml"))
        found = [kind for file in files if (kind := read_kind(file, self.id, flows, citing, faults))]
        faults.raise_any()
        return {kind.id: kind for kind in found}

    @property
    def flows_in_sight(self) -> Mapping[str, Flow]:
        """Every flow that its kinds of case may use: its own and those of the packs above, the topmost first."""
        return {**(self.above.flows_in_sight if self.above else {}), **self.flows}

    @property
    def kinds_in_sight(self) -> "Mapping[str, CaseKind]":
        """Every kind of case that its place handles, likewise."""
        return {**(self.above.kinds_in_sight if self.above else {}), **self.kinds}

    @cached_property
    def calendar(self) -> tuple[CalendarYear, ...]:
        """放假安排 of its own, year by year; raises PackError."""
        faults = Faults()
        files = sorted(self.folder.glob(f"{CALENDARS}/*.toml"))
        found = tuple(year for file in files if (year := read_calendar(file, faults)))
        faults.raise_any()
        return found

    @cached_property
    def working_days(self) -> WorkingDays:
        """工作日历: what the packs above list, and its own beside it."""
        return working_days(self._years())

    def _years(self) -> Iterator[CalendarYear]:
        if self.above is not None:
            yield from self.above._years()
        yield from self.calendar

    @cached_property
    def digest(self) -> str:
        """摘要 of its data; that of a scheme is its own."""
        library = self.library
        parts = (library.own_documents, library.own_parameters, library.own_catalogues)
        supplied = {key: [edition.digest for edition in given] for key, given in library.own_supplies.items()}
        return digest([self.id, *({key: item.digest for key, item in part.items()} for part in parts), supplied])


class Packs(Mapping[str, Pack]):
    """各规则包 by id, those above before those below."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self._packs = dict(packs)

    def __getitem__(self, id: str) -> Pack:
        return self._packs[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packs)

    def __len__(self) -> int:
        return len(self._packs)

    def pack(self, id: str) -> Pack:
        """The pack of that id; raises BoleError with the nearest one known."""
        if id not in self._packs:
            raise BoleError(errors.UNKNOWN_ID, id=id, nearest=nearest(id, self._packs))
        return self._packs[id]

    @cached_property
    def schemes(self) -> "Mapping[str, Scheme]":
        """Every scheme of every pack by id; raises PackError with the faults of all packs."""
        faults = Faults()
        found: dict[str, Scheme] = {}
        for pack in self._packs.values():
            try:
                found |= pack.schemes
            except PackError as error:
                faults.found += error.faults
        faults.raise_any()
        from bole.policy.checks import check_packs  # it looks at packs, as we do at it

        faults.found += [finding.fault for finding in check_packs(self) if finding.severity == "error"]
        faults.raise_any()
        return found

    def scheme(self, id: str) -> "Scheme":
        """The scheme of that id; raises BoleError."""
        if id not in self.schemes:
            raise BoleError(errors.UNKNOWN_ID, id=id, nearest=nearest(id, self.schemes))
        return self.schemes[id]

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        """Every flow of every pack by id; raises PackError with the faults of all packs."""
        faults = Faults()
        found: dict[str, Flow] = {}
        for pack in self._packs.values():
            try:
                found |= pack.flows
            except PackError as error:
                faults.found += error.faults
        faults.raise_any()
        return found

    @cached_property
    def kinds(self) -> "Mapping[str, CaseKind]":
        """Every kind of case of every pack by id; raises PackError with the faults of all packs, calendars included."""
        from bole.policy.kind_checks import check_kinds  # it looks at packs, as we do at it

        _ = self.flows
        faults = Faults()
        found: dict[str, CaseKind] = {}
        for pack in self._packs.values():
            try:
                found |= pack.kinds
                _ = pack.calendar
            except PackError as error:
                faults.found += error.faults
        faults.raise_any()
        faults.found += check_kinds(self)
        faults.raise_any()
        return found

    def kind(self, id: str) -> "CaseKind":
        """The kind of case of that id; raises BoleError."""
        if id not in self.kinds:
            raise BoleError(errors.UNKNOWN_ID, id=id, nearest=nearest(id, self.kinds))
        return self.kinds[id]

    def paid_by(self, id: str) -> tuple[str, ...]:
        """Ids of the schemes of the packs above one; what they pay, it may count."""
        parent = self._packs.get(self._packs[id].parent)
        return () if parent is None else (*self.paid_by(parent.id), *parent.schemes)

    @property
    def titles(self) -> dict[str, tuple[str, str]]:
        """名称 of every scheme and every kind of payment by id, in Chinese and English."""
        kinds = {id_: kind for pack in self.values() for id_, kind in pack.library.own_payments.items()}
        of_kinds = {id_: (kind.title, kind.title_en) for id_, kind in kinds.items()}
        return of_kinds | {id_: (scheme.title.zh, scheme.title.en) for id_, scheme in self.schemes.items()}

    @property
    def documents(self) -> dict[str, str]:
        """文件题名 by id."""
        return {id_: d.title for pack in self.values() for id_, d in pack.library.own_documents.items()}

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """代码名称: of each classification that a pack carries with a column `name`, the name of every code.

        Of a code that several editions have, the newest edition's.
        """
        return self._named_by("name")

    @property
    def names_en(self) -> dict[str, dict[str, str]]:
        """The same in English, of classifications that have a column `name_en`."""
        return self._named_by("name_en")

    def _named_by(self, column: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for catalogue in (c for pack in self.values() for c in pack.library.own_catalogues.values()):
            at = next((i for i, value in enumerate(catalogue.values) if value.name == column), None)
            if at is not None and len(catalogue.keys) == 1:
                named = found.setdefault(catalogue.keys[0].system, {})
                for edition in catalogue.editions:
                    named.update({str(key[0]): str(values[at]) for key, values in edition.rows.items()})
        return found

    @property
    def used(self) -> frozenset[str]:
        """Ids of the parameters and catalogues that any pack has asked for."""
        return frozenset(id for pack in self._packs.values() for id in pack.library.used)


def load_packs(folders: Iterable[Path] = (), *, only: str = "", built_in: bool = True) -> Packs:
    """Read and check the built-in packs and those below `folders`; raises PackError with every fault found.

    `only` keeps to one pack and those above it. A folder is a pack itself or holds packs at any depth.
    """
    faults = Faults()
    sheets = _sheets([*([BUILT_IN] if built_in else []), *folders], faults)
    ordered = _ordered(sheets, faults)
    if only:
        if only not in sheets:
            faults.raise_any()
            raise BoleError(errors.UNKNOWN_ID, id=only, nearest=nearest(only, sheets))
        above = _above(sheets, only)
        ordered = [sheet for sheet in ordered if sheet.id in above]
    packs: dict[str, Pack] = {}
    for sheet in ordered:
        parent = packs.get(sheet.parent)
        packs[sheet.id] = Pack(sheet, _library(sheet, parent.library if parent else None, faults), parent)
    for pack in packs.values():  # when all that is supplied has been laid in
        _raise_parameters(pack.sheet, pack.library, faults)
    faults.raise_any()
    return Packs(packs)


def _sheets(folders: Iterable[Path], faults: Faults) -> dict[str, PackSheet]:
    found: dict[str, PackSheet] = {}
    for folder in folders:
        try:
            files = sorted(folder.rglob(PACK_SHEET)) if folder.is_dir() else []
        except OSError as error:  # a name too long, a folder that may not be looked into
            faults.add(errors.UNREADABLE, folder, reason=error.strerror or type(error).__name__)
            continue
        if not files and folder != BUILT_IN:
            faults.add(errors.NO_PACK, folder)
        for file in files:
            sheet = read_pack_sheet(file, LEVELS, faults)
            if sheet is None or (sheet.id in found and found[sheet.id].folder.samefile(sheet.folder)):
                continue
            if sheet.id in found:
                faults.add(errors.ID_TWICE, file, sheet.line("id"), id=sheet.id, where=found[sheet.id].file)
            else:
                found[sheet.id] = sheet
    return found


def _above(sheets: Mapping[str, PackSheet], id: str) -> list[str]:
    """The pack and those above it, the nearest first; stops where they go round in a circle."""
    chain: list[str] = []
    while id in sheets and id not in chain:
        chain.append(id)
        id = sheets[id].parent
    return chain


def _ordered(sheets: Mapping[str, PackSheet], faults: Faults) -> list[PackSheet]:
    """Those above before those below; packs of a circle are left out (a fault)."""
    ordered: list[PackSheet] = []
    for sheet in sorted(sheets.values(), key=lambda sheet: (len(_above(sheets, sheet.id)), sheet.id)):
        parent = sheets.get(sheet.parent)
        chain = _above(sheets, sheet.id)
        if sheets[chain[-1]].parent in chain:
            cycle = " → ".join([*chain, sheets[chain[-1]].parent])
            faults.add(errors.PARENT_CYCLE, sheet.file, sheet.line("parent"), cycle=cycle)
            continue
        if sheet.parent and parent is None:
            like = nearest(sheet.parent, sheets.keys() - {sheet.id})
            faults.add(errors.UNKNOWN_PARENT, sheet.file, sheet.line("parent"), id=sheet.parent, nearest=like)
        elif parent and LEVELS.index(parent.level) >= LEVELS.index(sheet.level):
            faults.add(errors.PARENT_LEVEL, sheet.file, sheet.line("parent"), id=parent.id, level=sheet.level)
        ordered.append(sheet)
    return ordered


def _library(sheet: PackSheet, parent: Library | None, faults: Faults) -> Library:
    library = Library(sheet.id, parent)
    folder = sheet.folder
    documents = folder / "documents.yaml"
    if documents.exists():
        library.own_documents.update(read_documents(documents, faults))
    ledger = folder / LEDGER_SHEET
    if ledger.exists():
        library.own_payments.update(read_payment_kinds(ledger, sheet.id, faults))

    known = library.documents

    sources = folder / "sources.yaml"
    if sources.exists():
        library.own_sources.update(read_sources(sources, STANDARD, faults))

    def citing(ref: ClauseRef) -> bool:
        return check_citation(known, ref).at_hand

    _read_parameters(sheet, library, citing, faults)
    _read_catalogues(sheet, library, citing, faults)
    population = folder / "population.yaml"
    if population.exists():
        library.own_population.update(read_population(population, citing, faults))
    return library


def _read_parameters(sheet: PackSheet, library: Library, citing: Citing, faults: Faults) -> None:
    """The pack's own; what is supplied to packs above goes there."""
    for file in sorted(sheet.folder.glob("parameters/*.yaml")):
        fields = read_mapping(file, faults)
        if fields is None:
            continue
        if "supplies" in fields:
            supply_parameter(fields, library, _supplier(sheet), citing)
            continue
        parameter = read_parameter(fields, sheet.id, citing, faults)
        if parameter:
            library.own_parameters[parameter.id] = parameter


def _raise_parameters(sheet: PackSheet, library: Library, faults: Faults) -> None:
    """What a district raises, laid over the values above."""
    above = library.parent.parameters if library.parent else {}
    for id_, parameter in library.own_parameters.items():
        if parameter.raising is not None:
            library.own_parameters[id_] = raised(parameter, parameter.raising, above, sheet, faults)


def _supplier(sheet: PackSheet) -> Supplier:
    return Supplier(sheet.id, sheet.title, sheet.title_en)


def _read_catalogues(sheet: PackSheet, library: Library, citing: Citing, faults: Faults) -> None:
    """The classifications before the catalogues that use their codes; what is supplied to packs above goes there."""
    used: set[str] = set()
    files = sorted(sheet.folder.glob("catalogues/*.yaml"), key=lambda file: (file.stem != "occupation", file.name))
    for file in files:
        fields = read_mapping(file, faults)
        if fields is None:
            continue
        if "supplies" in fields:
            used |= supply_catalogue(fields, library, _supplier(sheet), citing, faults)
            continue
        catalogue, its_files = read_catalogue(fields, library.pack, citing, library.codes, faults)
        used |= its_files
        library.own_catalogues[catalogue.id] = catalogue
    _tell_strays(sheet.folder, used, faults)


def _tell_strays(folder: Path, editions: set[str], faults: Faults) -> None:
    """Nothing of a pack is silently left unread."""
    for path in sorted(folder.iterdir()):
        known = path.name in _ALLOWED or _ignored(path) or (path.is_dir() and any(path.rglob(PACK_SHEET)))
        if not known:
            faults.add(errors.STRAY, path, name=path.name)
    for name, endings in _SHEETS.items():
        for path in sorted((folder / name).iterdir()) if (folder / name).is_dir() else []:
            unread = (
                path.is_dir() or path.suffix not in endings or (path.suffix == ".csv" and path.name not in editions)
            )
            if unread and not _ignored(path):
                faults.add(errors.STRAY, path, name=path.name)


def _ignored(path: Path) -> bool:
    return path.name.startswith(".") or path.name == "__pycache__"
