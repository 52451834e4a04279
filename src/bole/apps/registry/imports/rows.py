"""行: what the cells of a row say together: values by item, what is wrong, and whether the row can go on.

A row goes on, is rejected (somebody mends the file and sends it again), or is held (nobody can say yet whose it is).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pyarrow as pa

from bole.apps.accounts.masks import MASKS
from bole.apps.registry import errors
from bole.apps.registry.imports.cells import NOTHING, Fault, Read, occupation, occupation_cell, reader
from bole.apps.registry.imports.columns import Columns, Matched
from bole.apps.registry.imports.kinds import SENSITIVE, Kind
from bole.kernel.errors import ErrorKind
from bole.kernel.identifiers import IdNumber, Standing, read_id_number

GOES_ON: Final = ""
REJECTED: Final = "rejected"
UNPROVEN: Final = "unproven"
"""The number ends in 000: the row goes on if somebody of that number and name is there already."""

_REMEMBERED: Final = 300_000
"""So many different cells of a column are remembered, then they are forgotten together."""
_SHOWN: Final = 100
_STANDING: Final[Mapping[Standing, ErrorKind]] = {
    Standing.MISSING: errors.NUMBER_MISSING,
    Standing.ROUNDED: errors.NUMBER_ROUNDED,
    Standing.SCIENTIFIC: errors.NUMBER_SCIENTIFIC,
    Standing.MASKED: errors.NUMBER_MASKED,
    Standing.CHECK_DIGIT: errors.NUMBER_CHECK,
    Standing.FORM: errors.NUMBER_FORM,
}
_ORIGINS: Final = {"81": "hongkong", "82": "macao", "83": "taiwan"}
_PERSON: Final = ("person.id_kind", "person.sex", "person.born_on", "person.origin", "person.agrees")


@dataclass(frozen=True, slots=True)
class RowFault:
    """一行的错: of a row as the spreadsheet counts it, under a heading of the file."""

    row: int
    heading: str
    value: str
    code: str
    params: Mapping[str, Any]
    rejects: bool = False
    holds: bool = False


@dataclass
class Piece:
    """一段: some rows of a file, column by column."""

    rows: list[int]
    state: list[str]
    """GOES_ON, REJECTED, UNPROVEN, or the code of what holds the row."""
    values: dict[str, list[Any]]
    faults: list[RowFault] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


def shown(to: str, value: str) -> str:
    """A value as it may stand beside a fault: of class S1 masked, and never long."""
    text = str(value)
    if to in SENSITIVE:
        text = MASKS["phone" if to == "contact.phone" else "id_number"](text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class RowReader:
    """读行: reads the rows of one file, piece after piece; remembers what it has read before."""

    def __init__(self, kind: Kind, columns: Columns, today: date) -> None:
        self.kind = kind
        self.columns = columns
        self._readers: list[tuple[Matched, Callable[[str], Read], dict[str, Read]]] = [
            (matched, reader(matched.column, today=today, factor=matched.factor), {})
            for matched in columns.matched
            if matched.column.kind != "occupation"
        ]
        self._occupations = [matched for matched in columns.matched if matched.column.kind == "occupation"]
        self._first: dict[int, int] = {}
        """Hash of a row's key to its place and part of the hash of its content."""
        self._phones: dict[int, int] = {}
        """Hash of a person's number to the first row with a phone and part of the hash of that."""
        self.nameless: set[str] = set()
        """Numbers that stand in a row without a name."""

    @property
    def schema(self) -> pa.Schema:
        """What a piece looks like as a table."""
        fields = [("row", pa.int64()), ("state", pa.string())]
        return pa.schema([*fields, *((name, self._type(name)) for name in self.names)])

    @property
    def names(self) -> tuple[str, ...]:
        """The items that a piece has values for."""
        there: dict[str, None] = {}
        for matched in self.columns.matched:
            column = matched.column
            if column.parts:
                there.update(dict.fromkeys(column.parts))
            elif not column.clears or column.to in self.kind.items:
                there[column.to] = None
        if "person.id_number" in there:
            there.update(dict.fromkeys(_PERSON))
        return tuple(there)

    def _type(self, name: str) -> pa.DataType:
        if name == "person.agrees":
            return pa.bool_()
        if name in ("person.id_kind", "person.origin"):
            return pa.string()
        usual = {"date": pa.date32(), "count": pa.int64(), "money": pa.int64(), "level": pa.int64(), "flag": pa.bool_()}
        return usual.get(self.kind.column(name).kind, pa.string())

    def read(self, table: Mapping[str, list[Any]]) -> Piece:
        """One group of the table of text."""
        piece = Piece(table["row"], [GOES_ON] * len(table["row"]), {})
        for matched, read, known in self._readers:
            self._read_column(piece, matched, table[f"c{matched.at}"], read, known)
        for matched in self._occupations:
            self._read_occupation(piece, matched, table[f"c{matched.at}"])
        for matched in self.columns.matched:
            self._meanings(piece, matched)
        self._dates_in_order(piece)
        if "person.id_number" in piece.values:
            self._persons(piece)
        self._bodies(piece)
        self._divide(piece)
        piece.values = {name: piece.values.get(name) or [None] * len(piece) for name in self.names}
        self._twice(piece)
        self._phones_differ(piece)
        return piece

    # --- cell by cell ---

    def _read_column(
        self, piece: Piece, matched: Matched, cells: list[str], read: Callable[[str], Read], known: dict[str, Read]
    ) -> None:
        if len(known) > _REMEMBERED:
            known.clear()
        for cell in set(cells) - known.keys():
            known[cell] = read(cell)
        self._take(piece, matched, cells, [known[cell] for cell in cells])

    def _read_occupation(self, piece: Piece, matched: Matched, cells: list[str]) -> None:
        days = piece.values.get(matched.column.edition_on) or [None] * len(piece)
        texts = map(occupation_cell, cells)
        self._take(
            piece, matched, cells, [occupation(t, d) if t else NOTHING for t, d in zip(texts, days, strict=True)]
        )

    def _take(self, piece: Piece, matched: Matched, cells: list[str], reads: list[Read]) -> None:
        """Values of a column, where an earlier column for the same item has left them empty."""
        to = matched.column.to
        before = piece.values.get(to)
        if before is None:
            piece.values[to] = [read.value for read in reads]
            wrong = [at for at, read in enumerate(reads) if read.fault is not None]
        else:
            piece.values[to] = [v if v is not None else r.value for v, r in zip(before, reads, strict=True)]
            wrong = [at for at, read in enumerate(reads) if read.fault is not None and before[at] is None]
        for at in wrong:
            fault = reads[at].fault
            assert fault is not None
            self._fault(piece, at, matched, cells[at], fault, rejects=not matched.column.warns)

    def _fault(self, piece: Piece, at: int, matched: Matched, cell: str, fault: Fault, *, rejects: bool) -> None:
        value = shown(matched.column.to, cell.strip())
        piece.faults.append(
            RowFault(piece.rows[at], matched.heading, value, fault.kind.code, fault.params, rejects=rejects)
        )
        if rejects:
            piece.state[at] = REJECTED

    # --- what cells mean together ---

    def _meanings(self, piece: Piece, matched: Matched) -> None:
        column, values = matched.column, piece.values[matched.column.to]
        for item, meanings in column.blank.items():
            if item in piece.values:
                pairs = zip(values, piece.values[item], strict=True)
                values = [meanings.get(other) if value is None else value for value, other in pairs]
                piece.values[column.to] = values
        for meant, cleared in column.clears.items():
            if cleared in piece.values:
                pairs = zip(values, piece.values[cleared], strict=True)
                piece.values[cleared] = [None if value == meant else other for value, other in pairs]
        if column.required and not column.parts:
            self._required(piece, matched, values)

    def _required(self, piece: Piece, matched: Matched, values: Sequence[object]) -> None:
        told = {fault.row for fault in piece.faults if fault.heading == matched.heading} if None in values else set()
        for at, value in enumerate(values):
            if value is None and piece.rows[at] not in told:
                self._fault(piece, at, matched, "", Fault(errors.EMPTY_CELL, {}), rejects=True)

    def _dates_in_order(self, piece: Piece) -> None:
        for matched in self.columns.matched:
            earlier = piece.values.get(matched.column.not_before)
            if earlier is None or not matched.column.not_before:
                continue
            for at, (first, last) in enumerate(zip(earlier, piece.values[matched.column.to], strict=True)):
                if first is not None and last is not None and last < first:
                    params = {"column": self.columns.heading(matched.column.not_before)}
                    cell = last.isoformat()
                    self._fault(piece, at, matched, cell, Fault(errors.DATES_REVERSED, params), rejects=True)

    def _persons(self, piece: Piece) -> None:
        """Whose each row is: the number in its form, what it says of the person, or what holds the row."""
        count = len(piece)
        numbers = piece.values["person.id_number"]
        names = piece.values.get("person.name") or [None] * count
        sexes, births = (piece.values.get(f"person.{item}") or [None] * count for item in ("sex", "born_on"))
        told: dict[str, list[Any]] = {name: [None] * count for name in _PERSON}
        heading = {item: self.columns.heading(f"person.{item}") for item in ("name", "id_number", "sex", "born_on")}
        for at in range(count):
            if piece.state[at] == REJECTED:
                continue
            if numbers[at] is None and names[at] is None:
                if self.kind.person != "optional":
                    self._hold_or_reject(piece, at, heading["name"], "", errors.EMPTY_CELL, rejects=True)
                continue
            number = read_id_number(numbers[at] or "")
            if number.standing in _STANDING:
                kind = _STANDING[number.standing]
                self._hold_or_reject(piece, at, heading["id_number"], numbers[at] or "", kind, rejects=False)
                told["person.sex"][at], told["person.born_on"][at] = sexes[at], births[at]
                continue
            if number.standing is Standing.UNPROVEN:
                piece.state[at] = UNPROVEN
            numbers[at] = number.text
            if names[at] is None:
                self.nameless.add(number.text)
            told["person.id_kind"][at] = number.kind
            told["person.origin"][at] = _origin(number)
            self._compare(piece, at, number, sexes[at], births[at], told, heading)
        piece.values |= told

    def _compare(
        self, piece: Piece, at: int, number: IdNumber, sex: str | None, born: date | None,
        told: dict[str, list[Any]], heading: Mapping[str, str],
    ) -> None:  # fmt: skip
        """Sex and birth as the number has them, since it was checked; what the row says otherwise is told."""
        of_number = None if number.male is None else "male" if number.male else "female"
        told["person.sex"][at] = of_number or sex
        told["person.born_on"][at] = number.born or born
        told["person.agrees"][at] = born is not None and born == number.born
        row = piece.rows[at]
        if sex is not None and of_number is not None and sex != of_number:
            value = "男" if sex == "male" else "女"
            piece.faults.append(RowFault(row, heading["sex"], value, errors.SEX_DIFFERS.code, {}))
        if born is not None and number.born is not None and born != number.born:
            piece.faults.append(RowFault(row, heading["born_on"], born.isoformat(), errors.BIRTH_DIFFERS.code, {}))

    def _hold_or_reject(
        self, piece: Piece, at: int, heading: str, value: str, kind: ErrorKind, *, rejects: bool
    ) -> None:
        text = shown("person.id_number", value)
        piece.faults.append(RowFault(piece.rows[at], heading, text, kind.code, {}, rejects=rejects, holds=not rejects))
        piece.state[at] = REJECTED if rejects else kind.code

    def _bodies(self, piece: Piece) -> None:
        """A register of bodies needs one in each row."""
        if "organisation" not in self.kind.key or self.kind.person == "optional":
            return
        empty = [None] * len(piece)
        names = piece.values.get("organisation.name") or empty
        codes = piece.values.get("organisation.credit_code") or empty
        heading = self.columns.heading("organisation.name") or self.columns.heading("organisation.credit_code")
        for at, (name, code) in enumerate(zip(names, codes, strict=True)):
            if name is None and code is None and piece.state[at] != REJECTED:
                piece.faults.append(RowFault(piece.rows[at], heading, "", errors.EMPTY_CELL.code, {}, rejects=True))
                piece.state[at] = REJECTED

    def _divide(self, piece: Piece) -> None:
        """The code of a division becomes those of its town, city and province."""
        for matched in self.columns.matched:
            if matched.column.parts:
                codes = piece.values.pop(matched.column.to)
                for item, digits in matched.column.parts.items():
                    piece.values[item] = [_part(code, digits) for code in codes]

    # --- row beside row ---

    def _twice(self, piece: Piece) -> None:
        """Rows of the same key: the first counts, an equal one changes nothing, another one is held."""
        keys = list(zip(*self._keys(piece), strict=True))
        contents = zip(*piece.values.values(), strict=True)
        for at, (key, content) in enumerate(zip(keys, contents, strict=True)):
            if piece.state[at] not in (GOES_ON, UNPROVEN):
                continue
            mark = hash(content) & 0xFFFFFFFF
            before = self._first.setdefault(hash(key), piece.rows[at] << 32 | mark)
            if before & 0xFFFFFFFF != mark:
                params = {"row": before >> 32}
                fault = RowFault(piece.rows[at], "", "", errors.ROW_TWICE.code, params, holds=True)
                piece.faults.append(fault)
                piece.state[at] = errors.ROW_TWICE.code

    def _phones_differ(self, piece: Piece) -> None:
        """Of several phones of one person in a file the first counts, so that the file says one thing of him."""
        phones, numbers = piece.values.get("contact.phone"), piece.values.get("person.id_number")
        if phones is None or numbers is None:
            return
        for at, (phone, number) in enumerate(zip(phones, numbers, strict=True)):
            if phone is None or number is None or piece.state[at] not in (GOES_ON, UNPROVEN):
                continue
            mark = hash(phone) & 0xFFFFFFFF
            before = self._phones.setdefault(hash(number), piece.rows[at] << 32 | mark)
            if before & 0xFFFFFFFF != mark:
                phones[at] = None
                heading, value = self.columns.heading("contact.phone"), shown("contact.phone", phone)
                params = {"row": before >> 32}
                piece.faults.append(RowFault(piece.rows[at], heading, value, errors.PHONE_DIFFERS.code, params))

    def _keys(self, piece: Piece) -> Iterator[Sequence[object]]:
        empty: list[None] = [None] * len(piece)
        for item in self.kind.key:
            if item == "person":
                yield piece.values.get("person.id_number") or empty
            elif item in self.kind.links:
                names = piece.values.get(f"{item}.name") or empty
                codes = piece.values.get(f"{item}.credit_code") or empty
                yield [code or name for code, name in zip(codes, names, strict=True)]
            else:
                yield piece.values.get(item) or empty


def _origin(number: IdNumber) -> str | None:
    if number.kind == "resident":
        return "mainland"
    if number.kind == "residence-permit":
        return _ORIGINS[number.text[:2]]
    if number.kind == "travel-permit":
        return {"H": "hongkong", "M": "macao"}.get(number.text[0])
    return "foreign"


def _part(code: str | None, digits: int) -> str | None:
    if code is None or (digits == 9 and len(code) < 9):
        return None
    return code if digits == 9 else code[:digits] + "0" * (6 - digits)
