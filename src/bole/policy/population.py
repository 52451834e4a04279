"""人口数据: what a pack says of the people, employers and offices of its place, for a synthetic register.

`population.yaml` is a mapping of figures. Each says where it comes from and whether a person compared it with the
wording; what no source gives is an assumption, `verified: false`. A place has the figures of the packs above it, but
for those that it gives itself.

    men:
      percent: "52.8"
      source: 人口普查公报
      verified: false
    providers:
      numbers: {higher: 2, secondary: 6, technician: 6, private: 45}
      cites: {document: zhongshan-134115, path: 二/(一)/一是}
      verified: true
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from bole.kernel.clauses import ClauseRef
from bole.policy import errors
from bole.policy.dated import Citing, read_citation
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields, read_mapping
from bole.policy.values import whole

Shape = Literal["number", "percent", "numbers", "percents", "day"]

SHAPES: Final[tuple[Shape, ...]] = ("number", "percent", "numbers", "percents", "day")
WHOLE_PERCENT: Final = 1_000_000
"""Percentages are kept in millionths: "12.5" is 125000."""

_PERCENT: Final = re.compile(r"(0|[1-9]\d{0,2})(?:\.(\d{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class Figure:
    """人口数据的一项: a figure of the population, one number or one for each key, with its source."""

    name: str
    shape: Shape
    numbers: Mapping[str, int]
    """By key; a single number stands under "". Percentages are millionths."""
    day: date | None
    source: str
    cites: ClauseRef | None
    verified: bool
    note: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """`file:line`, for errors."""
        return f"{self.file}:{self.line}"


def read_population(file: Path, citing: Citing, faults: Faults) -> dict[str, Figure]:
    """Read and check one file; faults go to `faults`."""
    fields = read_mapping(file, faults)
    if fields is None:
        return {}
    found = {name: _figure(name, fields, citing) for name in fields.keys}
    return {name: figure for name, figure in found.items() if figure is not None}


def _figure(name: str, outer: Fields, citing: Citing) -> Figure | None:
    fields = outer.mapping(name)
    if fields is None:
        return None
    shapes = [shape for shape in SHAPES if shape in fields]
    if len(shapes) != 1:
        outer.fault(errors.FIGURE_SHAPE, fields.line, name=name, known=", ".join(SHAPES))
        return None
    shape = shapes[0]
    day = fields.day("day") if shape == "day" else None
    numbers = {} if shape == "day" else _numbers(shape, fields)
    cites = read_citation(fields, citing) if "cites" in fields else None
    source = fields.text("source", required="cites" not in fields)
    verified = fields.flag("verified", required=True)
    note = fields.text("note", required=False)
    fields.day("as_of", required=False)
    fields.close()
    if verified and (cites is None or not cites[1]):
        fields.fault(errors.VERIFIED_UNSEEN, fields.line_of("verified"), id=cites[0].document if cites else name)
    if numbers is None or (shape == "day" and day is None):
        return None
    ref = cites[0] if cites else None
    return Figure(name, shape, numbers, day, source, ref, verified, note, str(outer.file), fields.line)


def _numbers(shape: Shape, fields: Fields) -> dict[str, int] | None:
    """The numbers by key, or None where one cannot be read (a fault)."""
    if shape in ("number", "percent"):
        scalar = fields.scalar(shape)
        written = {"": scalar.text} if scalar else {}
        line = fields.line_of(shape)
    else:
        inner = fields.mapping(shape)
        written = inner.texts() if inner else {}
        line = inner.line if inner else fields.line
        if inner is not None and not written:
            fields.fault(errors.FIGURE_VALUE, line, key=shape, found="{}")
    read = _percent if shape in ("percent", "percents") else whole
    numbers = {}
    for key, text in written.items():
        try:
            numbers[key] = read(text)
        except ValueError:
            fields.fault(errors.FIGURE_VALUE, line, key=key or shape, found=text)
            return None
    return numbers or None


def _percent(text: str) -> int:
    """Millionths of a percentage from 0 to 100 with four decimals at most."""
    found = _PERCENT.fullmatch(text)
    if not found:
        raise ValueError(text)
    number = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))
    if number > WHOLE_PERCENT:
        raise ValueError(text)
    return number
