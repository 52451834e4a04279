"""单位名录: the names that one body goes by, so that it is one unit in the tables of a city (`data/units.csv`).

Columns of the register: `place` (a city, county or province; `*` holds everywhere), `name` (the body's full name),
`alias` (another name of it), `since` (the day from which the alias holds; blank: always), `verified` (the day somebody
held the row against an official text; blank: usage, not yet checked), `note`. Names are written as a city writes them
(市人社局); the same row serves 省, 区 and 县. What is printed is never changed: the register says which names are one.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from bole.documents.fold import fold

if TYPE_CHECKING:
    from bole.documents.reading import Reading

EVERYWHERE = "*"
_COLUMNS = ("place", "name", "alias", "since", "verified", "note")


@dataclass(frozen=True, slots=True)
class Alias:
    """别名: one row of the register; dates are ISO, blank where not known."""

    place: str
    name: str
    alias: str
    since: str = ""
    verified: str = ""
    note: str = ""


class UnitRegister:
    """单位名录: which names are one body, place by place."""

    def __init__(self, rows: Iterable[Alias]) -> None:
        self.rows = tuple(rows)
        self._by_key: dict[tuple[str, str], Alias] = {}
        for row in self.rows:
            for printed in (row.name, row.alias):
                key = (fold(row.place), _key(fold(printed)))
                known = self._by_key.setdefault(
                    key, row if printed == row.alias else Alias(row.place, row.name, printed)
                )
                if known.name != row.name:
                    raise ValueError(f"{row.place}: {printed} stands for both {known.name} and {row.name}")

    def canonical(self, name: str, place: str = "", on: str | None = None) -> str:
        """The one name of a body within `place`; two names are one body if this is equal.

        `name` as printed in a document of `place` (see `place_of`), with or without the place in front. Collectives
        (各…) and bodies the register does not know keep their own name. `on` (ISO date) leaves out younger aliases.
        """
        plain = fold(name).replace(" ", "")
        if plain.startswith(("各", "有关", "相关")):
            return plain
        owner, local = _local(plain, fold(place))
        level, asked = _at_city_level(local)
        home = owner or _reach(fold(place), level)
        known = self._lookup(_key(asked), home, on) or _key(asked)
        return owner + _at_level(known, "" if owner else level, hall=local.endswith("厅"))

    def same_body(self, one: str, other: str, place: str = "", on: str | None = None) -> bool:
        """Whether two printed names are one body within `place`."""
        return self.canonical(one, place, on) == self.canonical(other, place, on)

    def one_name_each(self, printed: Iterable[str], place: str = "", on: str | None = None) -> Mapping[str, str]:
        """Each printed name -> the name its body is shown by: the one printed most often, the first where equal."""
        counts = Counter(printed)
        bodies: dict[str, list[str]] = {}
        for name in counts:
            bodies.setdefault(self.canonical(name, place, on), []).append(name)
        return {name: max(names, key=lambda n: counts[n]) for names in bodies.values() for name in names}

    def _lookup(self, key: str, home: str, on: str | None) -> str | None:
        for place in (home, EVERYWHERE):
            row = self._by_key.get((place, key))
            if row is not None and not (on and row.since and row.since > on):
                return row.name
        return None


@cache
def unit_register() -> UnitRegister:
    """The register that ships with the package."""
    text = resources.files(__package__).joinpath("data/units.csv").read_text(encoding="utf-8")
    return UnitRegister(register_rows(text))


def register_rows(text: str) -> list[Alias]:
    """The rows of a register in CSV; ValueError names the line that is not right."""
    rows = []
    table = csv.DictReader(text.splitlines())
    if tuple(table.fieldnames or ()) != _COLUMNS:
        raise ValueError(f"columns must be {', '.join(_COLUMNS)}")
    for line in table:
        if not all(line[c] for c in ("place", "name", "alias")) or None in line.values():
            raise ValueError(f"line {table.line_num}: place, name and alias must be given")
        rows.append(Alias(**line))
    return rows


# --- names ----------------------------------------------------------------------------------------------------------

_LEVEL = re.compile(r"^(团|共青团|中国共产主义青年团|国家税务总局)?(自治区|自治州|自治县|省|市|区|县|旗|州|盟)")


def _at_city_level(name: str) -> tuple[str, str]:
    """("区", "市人社局") for 区人社局; level "" for a national body."""
    m = _LEVEL.match(name)
    if m is None:
        return "", name
    level = m[2]
    rest = name[m.end() :]
    # 省教育厅 and 自治区教育厅 stand beside 市教育局.
    if level in ("省", "自治区") and rest.endswith("厅") and not rest.endswith("办公厅"):
        rest = rest.removesuffix("厅") + "局"
    return level, (m[1] or "") + "市" + rest


def _at_level(name: str, level: str, hall: bool) -> str:
    at_level = re.sub(r"^(共青团|国家税务总局|团)?市(?=.)", lambda m: (m[1] or "") + level, name, count=1)
    return at_level.removesuffix("局") + "厅" if hall and at_level.endswith("局") else at_level


def _key(name: str) -> str:
    """What two spellings of one name share: no 中共, no 和 or 与 inside, 委 for 委员会, 办 for 办公室."""
    bare = re.sub(r"^(?:中国共产党|中共)", "", name.replace(" ", ""))
    bare = bare.replace("委员会", "委").replace("办公室", "办")
    return bare[:3] + re.sub(r"[和与及](?!平|谐)", "", bare[3:])


# --- places ---------------------------------------------------------------------------------------------------------

_CHINESE = r"[\u4e00-\u9fff]"
_NO_NAME = r"(?![市省团各我本该]|[全区县][市省区县国]|社会|国家)"
_PLACE = re.compile(
    rf"(?P<province>{_NO_NAME}{_CHINESE}{{2,8}}?(?:省|自治区|特别行政区))?"
    rf"(?P<city>{_NO_NAME}{_CHINESE}{{2,10}}?(?:市|自治州|地区|州(?!市)|盟))?"
    rf"(?P<county>{_NO_NAME}{_CHINESE}{{1,8}}?(?:自治县|(?<!社)(?<!园)(?<!发)(?<!新)区|县|旗|(?<!.市)市))?"
)
_PARTY = re.compile(r"^(?:中国共产党|中共|共青团|国家税务总局)+")
_NO_PLACE = re.compile(r"人民|政府|委员会|办公|关于|印发|社会保障|[局厅委办会院]")


def place_of(reading: Reading) -> str:
    """地区: whose bodies a document speaks of, from who issued it or its title; "" if neither says."""
    m = reading.metadata
    for printed in (*m.issuing_bodies, m.title, m.addressee or ""):
        place = place_in(printed)
        if place:
            return place
    return ""


def place_in(name: str) -> str:
    """The place a body's name or a title begins with, without its province: 某市某区 for 某省某市某区人民政府."""
    plain = _PARTY.sub("", fold(name).replace(" ", "").lstrip("《“"))
    m = _PLACE.match(plain)
    if m is None:
        return ""
    province, city, county = (_true_place(m[part]) for part in ("province", "city", "county"))
    if not city and not province and m["city"]:
        return ""
    return (city + county if city else "") or (province + county if county else province)


def _true_place(part: str | None) -> str:
    return "" if not part or _NO_PLACE.search(part) else part


def _reach(place: str, level: str) -> str:
    """The place a level word points to: 市 in a document of 某市某区 is 某市."""
    if not place or not level:
        return ""
    m = _PLACE.fullmatch(place)
    if m is None:
        return place
    if level in ("市", "州", "盟", "自治州") and m["city"]:
        return m["city"]
    return place if place.endswith(level) else ""


def _local(name: str, place: str) -> tuple[str, str]:
    """("", "市教育局") for the place's own 某市教育局, ("别市", "市教育局") for another's."""
    bare = re.sub(r"^(?:中国共产党|中共)", "", name)
    head = ""
    for league in ("中国共产主义青年团", "共青团", "国家税务总局"):
        if bare.startswith(league):
            head, bare = league, bare[len(league) :]
    city = _reach(place, "市")
    for own in filter(None, (place, city, place.removeprefix(city) if city else "")):
        if bare.startswith(own) and len(own) > 1:
            return "", head + _level_word(own) + bare[len(own) :]
    other = place_in(bare)
    if other and len(other) < len(bare):
        return other, head + _level_word(other) + bare[len(other) :]
    return "", head + bare


def _level_word(place: str) -> str:
    for word in ("自治区", "自治州", "自治县"):
        if place.endswith(word):
            return word
    return place[-1]
