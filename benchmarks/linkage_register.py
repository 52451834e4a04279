"""A register to try linkage on: invented people in the files of departments, with what clerks get wrong, and the truth.

    python benchmarks/linkage_register.py OUT.parquet --people 20000 --mix tuning --seed 1

The columns are those of `bole link` and `person`, the truth. MIXES has mixes of errors for tuning and, with other rates,
other departments and other ways of writing, mixes that no figure of the model was chosen by (`held-…`). Every resident
number begins with 60, which is no province.
"""

import argparse
import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

import polars as pl

from bole.kernel.identifiers import check_place

COLUMNS: Final = ("record_id", "source", "name", "id_no", "sex", "birth", "phone", "org", "town", "year")
_GIVEN_MALE: Final = "伟强磊洋勇军杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林亮成建峰国志兵雷东博彬坤岩文利楠祥生福荣富贵德义仁信忠海山江河永庆春景松柏茂根金银铜锋锐钢铁炳坚毅恒泽润沛清源泉渊瀚翰轩昂宏弘达远航腾耀光照晖晨曦昊天乾坤震雄威武胜凌云子家嘉振兴邦卫保安康乐友良善正直方圆贤能才艺思学书诗礼传承继祖业立世昌盛发财喜添增加裕丰年华灿煜炜炎焱"
_GIVEN_FEMALE: Final = "芳娜敏静丽艳娟霞燕玲萍英梅莉婷晶颖雪慧琴洁莹倩欣琳玉红桂秀兰珍凤淑云芝花香菊月春秋冬夏荷莲蓉薇蕾蓓芸茜菲菁萱茹芬芙苗翠碧彩虹霜露雯雅惠娴婉婵娇嫦娥妍妮妙姣姗姿媛媚嫣如意佳美好心怡悦欢乐思念忆梦晓小少可爱亚素洋海波清涵润泽淼琪瑶瑛瑾璇璐珊珠琼瑞宁静安诗语文静子嘉家楠桐彤丹青紫银金凌岚"
_MINORITY: Final = (
    "阿依古丽·买买提",
    "古丽娜尔·艾合买提",
    "买买提·吐尔逊",
    "艾力·卡德尔",
    "扎西·多吉",
    "洛桑·次仁",
)
_TOWNS: Final = (
    "东升镇 小榄镇 古镇镇 横栏镇 南头镇 黄圃镇 三角镇 民众街道 南朗街道 港口镇 沙溪镇 大涌镇 三乡镇 坦洲镇 板芙镇 神湾镇 五桂山街道 石岐街道 东区街道 西区街道 南区街道 火炬开发区 阜沙镇 东凤镇"
).split()
_TRADES: Final = ("电子", "机械", "灯饰", "五金", "家具", "服装", "食品", "物流", "软件", "建筑", "医药", "塑胶")
_NOTHING: Final = ("", "无", "不详", "/", "-", "111111", "000000000000000000", "暂无", "0")
_DEFAULT_PHONES: Final = ("13800000000", "13800138000", "11111111111", "无", "12345678901")


@dataclass(frozen=True)
class Department:
    """Who stands in a file, and what its form asks."""

    name: str
    share: float
    again: float = 0.0
    """How often one more record of the same person follows."""
    asks: str = "name id_no sex birth phone org town"
    births: Sequence[str] = ("{y}-{m:02}-{d:02}",)
    empty: float = 0.03
    """A field that is asked and left empty."""


@dataclass(frozen=True)
class Mix:
    """Rates of what goes wrong, for a record unless it says otherwise."""

    departments: tuple[Department, ...]
    numbers: dict[str, float]
    names: dict[str, float]
    births: dict[str, float]
    phones: dict[str, float]
    people: dict[str, float]
    layout: float = 0.02
    """Lower case, full width, spaces."""
    orgs: int = 4000
    names_of: int = 60
    """How steep the choice of given names is: fewer, more people of the same name."""
    regions: int = 40
    org_spelt: float = 0.05
    extra: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """Somebody invented, as he is."""

    surname: str
    given: str
    male: bool
    born: date
    number: str
    phone: str
    org: int
    town: str
    parent: int = -1
    renamed: str = ""

    @property
    def name(self) -> str:
        return self.surname + self.given


# --- people ---


@cache
def _surnames() -> tuple[list[str], list[int]]:
    with (files("bole.synth") / "data" / "surnames.csv").open(encoding="utf-8") as rows:
        found = [(row["surname"], int(row["weight"])) for row in csv.DictReader(rows)]
    return [name for name, _ in found], list(accumulate(weight for _, weight in found))


def resident(region: int, born: date, order: int) -> str:
    """A number that nobody holds."""
    seventeen = f"60{region:04}{born:%Y%m%d}{order:03}"
    return seventeen + check_place(seventeen)


class People:
    """The people of a register: families, twins, strangers of one name and birth date."""

    def __init__(self, count: int, mix: Mix, seed: int) -> None:
        self.dice = Random(f"people {seed}")  # noqa: S311 - drawn again from the same seed
        self.mix = mix
        self.all: list[Person] = []
        self._taken: set[str] = set()
        self._regions = [self.dice.randrange(100, 9999) for _ in range(mix.regions)]
        while len(self.all) < count:
            self._family()
        del self.all[count:]
        self._strangers(int(count * mix.people["strangers"]))

    def _number(self, born: date, male: bool, beside: str = "") -> str:
        dice = self.dice
        if beside and len(beside) == 18:
            order = int(beside[14:17]) + dice.choice((1, 2, 3))
            order = (order + ((order % 2 == 1) != male)) % 1000
            return self._free(int(beside[2:6]), born, order)
        drawn = dice.random()
        for kind, digits in (("permit", 8), ("passport", 8)):
            if drawn < self.mix.people[kind]:
                letter = dice.choice("HM") if kind == "permit" else dice.choice("EG")
                return f"{letter}{dice.randrange(10**digits):0{digits}}"
            drawn -= self.mix.people[kind]
        region = self._regions[min(int(dice.paretovariate(0.6)) - 1, len(self._regions) - 1)]
        return self._free(region, born, dice.randrange(1, 300) * 2 + male)

    def _free(self, region: int, born: date, order: int) -> str:
        while (number := resident(region, born, order % 1000)) in self._taken:
            order += 2
        self._taken.add(number)
        return number

    def _given(self, male: bool, first: str = "") -> str:
        dice, pool = self.dice, _GIVEN_MALE if male else _GIVEN_FEMALE

        def one() -> str:
            return pool[min(int(dice.expovariate(1 / self.mix.names_of)), len(pool) - 1)]

        if first:
            return first + one()
        return one() if dice.random() < 0.22 else one() + one()

    def _person(self, surname: str, born: date, male: bool, **given: object) -> Person:
        dice = self.dice
        person = Person(
            surname or self._surname(), self._given(male, str(given.get("first", ""))), male, born,
            self._number(born, male, str(given.get("beside", ""))),
            str(given.get("phone") or self._phone()),
            min(int(dice.paretovariate(0.7)) - 1, self.mix.orgs - 1) if dice.random() < 0.8 else dice.randrange(self.mix.orgs),
            str(given.get("town") or _TOWNS[min(int(dice.expovariate(0.15)), len(_TOWNS) - 1)]),
            int(str(given.get("parent", -1))),
        )  # fmt: skip
        if dice.random() < self.mix.people["minority"]:
            person.surname, person.given = "", dice.choice(_MINORITY)
        if dice.random() < self.mix.people["renamed"]:
            given_anew = self._given(male)
            person.renamed = (
                person.surname + given_anew if dice.random() < 0.7 else dice.choice(_surnames()[0]) + person.given
            )
        return person

    def _phone(self) -> str:
        return f"12{self.dice.randrange(10**9):09}"

    def _surname(self) -> str:
        names, weights = _surnames()
        return self.dice.choices(names, cum_weights=weights)[0]

    def _family(self) -> None:
        dice = self.dice
        born = date(1950, 1, 1) + timedelta(dice.randrange(52 * 365))
        head = self._person(self._surname(), born, dice.random() < 0.55)
        self.all.append(head)
        at = len(self.all) - 1
        if dice.random() < 0.35 and born.year < 1985:
            first = dice.choice(_GIVEN_MALE[:60]) if dice.random() < 0.5 else ""
            day = born + timedelta(dice.randrange(20 * 365, 34 * 365))
            for _ in range(dice.choice((1, 1, 2, 3))):
                shared = head.phone if dice.random() < self.mix.people["parents-phone"] else ""
                child = self._person(
                    head.surname, day, dice.random() < 0.5, first=first, phone=shared, town=head.town, parent=at
                )
                self.all.append(child)
                day += timedelta(dice.randrange(400, 2500))
        if dice.random() < self.mix.people["twins"]:
            other = self.all[-1]
            first = other.given[0] if len(other.given) == 2 and dice.random() < 0.6 else ""
            twin = self._person(
                other.surname, other.born, other.male if dice.random() < 0.7 else not other.male, first=first,
                beside=other.number, phone=other.phone if dice.random() < 0.4 else "", town=other.town, parent=other.parent,
            )  # fmt: skip
            if twin.name != other.name:
                self.all.append(twin)

    def _strangers(self, count: int) -> None:
        """People of one name born on one day."""
        for _ in range(count):
            one, other = self.dice.choice(self.all), self.dice.choice(self.all)
            if one is other or len(other.number) != 18:
                continue
            other.surname, other.given, other.male, other.born = one.surname, one.given, one.male, one.born
            other.number = self._number(one.born, one.male) if len(other.number) == 18 else other.number


# --- what goes wrong ---


@cache
def _homophones() -> dict[str, list[str]]:
    from pypinyin import lazy_pinyin

    by_sound: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            by_sound.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {character: [o for o in group if o != character] for group in by_sound.values() for character in group}


@cache
def _look_alikes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (files("bole.synth") / "data" / "mistaken_characters.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["kind"] == "look-alike":
                found.setdefault(row["character"], []).append(row["other"])
    return found


@cache
def _traditional() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def _replaced(text: str, at: int, by: str) -> str:
    return text[:at] + by + text[at + 1 :]


def wrong_name(kind: str, person: Person, dice: Random) -> str:
    """The name with one mistake of a kind."""
    name, surname, given = person.name, person.surname, person.given
    at = dice.randrange(1, len(name)) if dice.random() < 0.85 else 0
    match kind:
        case "homophone":
            return _replaced(name, at, dice.choice(_homophones().get(name[at]) or [name[at]]))
        case "look-alike":
            places = [p for p, c in enumerate(name) if c in _look_alikes()]
            if not places:
                return name
            at = dice.choice(places)
            return _replaced(name, at, dice.choice(_look_alikes()[name[at]]))
        case "other-character":
            return _replaced(name, at, chr(dice.randrange(0x4E00, 0x9000)))
        case "traditional":
            return _traditional()(name)
        case "swapped":
            return surname + given[::-1]
        case "given-first":
            return given + surname
        case "spaced":
            return dice.choice((" ", "　", "  ")).join(name if dice.random() < 0.3 else (surname, given)).strip()
        case "dropped":
            return _replaced(name, at, "") if len(name) > 2 else name
        case "latin":
            from pypinyin import lazy_pinyin

            return " ".join(part.capitalize() for part in lazy_pinyin(name))
        case "bracket":
            return f"{name}（{dice.choice(('女', '男', '小', '1'))}）"
    return name


def wrong_number(kind: str, number: str, dice: Random) -> str:
    """A resident number with one mistake of a kind; the first two digits stay 60."""
    if len(number) != 18:
        return number if kind not in ("missing", "nothing") else ""
    at = dice.randrange(2, 18)
    match kind:
        case "wrong-digit":
            return _replaced(
                number, at, str((int(number[at]) + dice.randrange(1, 10)) % 10) if number[at] != "X" else "0"
            )
        case "swapped-digits":
            at = min(at, 15)
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        case "dropped-digit":
            return _replaced(number, at, "")
        case "doubled-digit":
            return _replaced(number, at, number[at] * 2)
        case "fifteen":
            return number[:6] + number[8:17] if number[6:8] == "19" else number
        case "rounded":
            return number[:15] + "000"
        case "scientific":
            return f"{number[0]}.{number[1:3]}E+17"
        case "masked":
            return dice.choice((
                number[:6] + "*" * 8 + number[14:], number[:3] + "*" * 11 + number[14:], number[:10] + "****" + number[14:],
                number[:14] + "****", number[:4] + "*" * 10 + number[14:], number[0] + "*" * 16 + number[-1],
                number[:6] + "xxxxxxxx" + number[14:], number[:6] + "＊" * 8 + number[14:],
            ))  # fmt: skip
        case "missing":
            return ""
        case "nothing":
            return dice.choice(_NOTHING)
    return number


_EXCEL: Final = date(1899, 12, 30)


def birth_text(born: date, form: str) -> str:
    """A date as a department writes it."""
    if form == "serial":
        return str((born - _EXCEL).days)
    return form.format(y=born.year, m=born.month, d=born.day, s=born.year % 100)


def wrong_birth(kind: str, born: date, dice: Random) -> date:
    """Another day by one mistake of a kind."""
    try:
        match kind:
            case "swapped":
                return born.replace(month=born.day, day=born.month)
            case "new-year":
                return born.replace(month=1, day=1)
            case "digit":
                return dice.choice((
                    born.replace(year=born.year + dice.choice((-10, -1, 1, 10))),
                    born.replace(month=(born.month + dice.choice((0, 1, 9))) % 12 + 1),
                    born.replace(day=(born.day + dice.choice((0, 9, 19))) % 28 + 1),
                ))  # fmt: skip
            case "lunar":
                return born - timedelta(dice.randrange(19, 50))
    except ValueError:
        return born
    return born


# --- records ---


def _happens(rates: Mapping[str, float], dice: Random) -> str:
    drawn = dice.random()
    for kind, rate in rates.items():
        if drawn < rate:
            return kind
        drawn -= rate
    return ""


class Clerks:
    """The files of the departments, row by row."""

    def __init__(self, people: list[Person], mix: Mix, seed: int) -> None:
        self.people, self.mix = people, mix
        self.dice = Random(f"clerks {seed}")  # noqa: S311
        self._no_number = {at for at in range(len(people)) if self.dice.random() < mix.people["no-number"]}
        self._above = ""

    def rows(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        seen: set[int] = set()
        for department in self.mix.departments:
            order = list(range(len(self.people)))
            self.dice.shuffle(order)
            for at in order:
                times = int(self.dice.random() < department.share)
                while times and self.dice.random() < department.again and times < 6:
                    times += 1
                if times:
                    seen.add(at)
                found += [self._row(at, department) for _ in range(times)]
        rest = [at for at in range(len(self.people)) if at not in seen]
        found += [self._row(at, self.mix.departments[0]) for at in rest]
        self.dice.shuffle(found)
        for number, row in enumerate(found):
            row["record_id"] = f"r{number:08}"
        return found

    def _row(self, at: int, department: Department) -> dict[str, str]:
        person, dice = self.people[at], self.dice
        row = dict.fromkeys(COLUMNS, "") | {
            "source": department.name,
            "person": str(at),
            "year": str(dice.randrange(2015, 2026)),
        }
        written = {
            "name": self._name, "id_no": lambda p: self._number(p, at), "sex": self._sex,
            "birth": lambda p: self._birth(p, department), "phone": self._phone, "org": self._org, "town": self._town,
        }  # fmt: skip
        asked = department.asks.split()
        for column, write in written.items():
            if column in asked and (column in ("name", "id_no") or dice.random() >= department.empty):
                row[column] = write(person)
        if dice.random() < self.mix.layout:
            row = self._laid_out(row)
        return row

    def _name(self, person: Person) -> str:
        dice = self.dice
        if person.renamed and dice.random() < 0.4:
            return person.renamed
        kind = _happens(self.mix.names, dice)
        name = wrong_name(kind, person, dice) if kind else person.name
        if "·" in name:
            name = name.replace("·", dice.choice(("·", "•", ".", "", " ", "．")))
        return name

    def _number(self, person: Person, at: int) -> str:
        dice, above = self.dice, self._above
        number = "" if at in self._no_number else person.number
        kind = _happens(self.mix.numbers, dice)
        self._above = person.number
        if kind == "row-above":
            return above or number
        if kind == "parent":
            return self.people[person.parent].number if person.parent >= 0 else number
        if len(number) == 9 and number[0] in "HM" and dice.random() < 0.5:
            number += f"{dice.randrange(1, 4):02}"
        return wrong_number(kind, number, dice) if kind else number

    def _sex(self, person: Person) -> str:
        male = person.male if self.dice.random() >= self.mix.extra.get("wrong-sex", 0.002) else not person.male
        form = self.mix.extra.get("sex-form", 0)
        return (("女", "男"), ("2", "1"), ("F", "M"), ("女性", "男性"))[int(form)][male]

    def _birth(self, person: Person, department: Department) -> str:
        kind = _happens(self.mix.births, self.dice)
        born = wrong_birth(kind, person.born, self.dice) if kind else person.born
        return birth_text(born, self.dice.choice(department.births))

    def _phone(self, person: Person) -> str:
        dice = self.dice
        match _happens(self.mix.phones, dice):
            case "office":
                return f"0760-88{person.org:06}"
            case "changed":
                return f"12{dice.randrange(10**9):09}"
            case "other's":
                return dice.choice(self.people).phone
            case "parent's" if person.parent >= 0:
                return self.people[person.parent].phone
            case "digit":
                return _replaced(person.phone, dice.randrange(3, 11), str(dice.randrange(10)))
            case "default":
                return dice.choice(_DEFAULT_PHONES)
            case "masked":
                return person.phone[:3] + "****" + person.phone[7:]
            case "written":
                return dice.choice(
                    (
                        "+86" + person.phone,
                        "86-" + person.phone,
                        f"{person.phone[:3]} {person.phone[3:7]} {person.phone[7:]}",
                    )
                )
        return person.phone

    def _org(self, person: Person) -> str:
        dice = self.dice
        org = person.org if dice.random() >= self.mix.extra.get("org-changed", 0.25) else dice.randrange(self.mix.orgs)
        name = f"中山市样例{org}号{_TRADES[org % len(_TRADES)]}有限公司"
        if dice.random() < self.mix.org_spelt:
            name = dice.choice(
                (
                    name.replace("有限公司", "有限责任公司"),
                    name.removeprefix("中山市"),
                    name.replace("有限公司", ""),
                    f" {name}",
                )
            )
        return name

    def _town(self, person: Person) -> str:
        town = person.town if self.dice.random() >= self.mix.extra.get("moved", 0.12) else self.dice.choice(_TOWNS)
        return town.removesuffix("镇").removesuffix("街道") if self.dice.random() < 0.05 else town

    def _laid_out(self, row: dict[str, str]) -> dict[str, str]:
        wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
        number = row["id_no"]
        forms = (
            number.lower(),
            number.translate(wide),
            f" {number} ",
            f"{number[:6]} {number[6:14]} {number[14:]}",
            f"'{number}",
        )
        return row | {"id_no": self.dice.choice(forms), "phone": row["phone"].translate(wide)}


def register(people: int, mix: str | Mix, seed: int) -> pl.DataFrame:
    """The rows of a register as text, with `person`, who each is of."""
    rates = MIXES[mix] if isinstance(mix, str) else mix
    rows = Clerks(People(people, rates, seed).all, rates, seed).rows()
    columns = {column: [row[column] or None for row in rows] for column in (*COLUMNS, "person")}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


_BASE: Final = Mix(
    departments=(
        Department("insurance", 0.72, asks="name id_no sex phone org town", empty=0.05),
        Department("certificate", 0.42, 0.3, "name id_no sex birth phone org", ("{y}-{m:02}-{d:02}", "{y}/{m}/{d}")),
        Department("training", 0.34, 0.15, "name id_no birth phone org town", ("{y}年{m}月{d}日", "{y}.{m:02}.{d:02}")),
        Department("household", 0.55, asks="name id_no sex birth phone town", births=("{y}{m:02}{d:02}",), empty=0.1),
    ),
    numbers={"wrong-digit": 0.012, "swapped-digits": 0.008, "fifteen": 0.01, "masked": 0.025, "rounded": 0.008, "scientific": 0.002,
             "row-above": 0.003, "parent": 0.002, "missing": 0.015, "nothing": 0.003, "dropped-digit": 0.002, "doubled-digit": 0.001},
    names={"homophone": 0.012, "look-alike": 0.008, "other-character": 0.002, "traditional": 0.01, "swapped": 0.004,
           "given-first": 0.002, "spaced": 0.015, "dropped": 0.001},
    births={"swapped": 0.008, "new-year": 0.01, "digit": 0.006},
    phones={"office": 0.06, "changed": 0.18, "other's": 0.005, "parent's": 0.02, "digit": 0.01, "default": 0.01, "written": 0.03},
    people={"twins": 0.012, "permit": 0.012, "passport": 0.003, "strangers": 0.0015, "renamed": 0.004, "minority": 0.004,
            "no-number": 0.004, "parents-phone": 0.3},
)  # fmt: skip

MIXES: Final[Mapping[str, Mix]] = {
    "tuning": _BASE,
    "tuning-dirty": replace(
        _BASE,
        numbers=_BASE.numbers | {"wrong-digit": 0.03, "masked": 0.05, "row-above": 0.008, "parent": 0.006, "missing": 0.04, "rounded": 0.02},
        names=_BASE.names | {"homophone": 0.03, "look-alike": 0.02, "other-character": 0.006, "latin": 0.002},
        births=_BASE.births | {"swapped": 0.02, "new-year": 0.04, "lunar": 0.01},
        phones=_BASE.phones | {"changed": 0.3, "masked": 0.02, "office": 0.1},
        names_of=40,
    ),
    "tuning-sparse": replace(
        _BASE,
        departments=(
            Department("tax", 0.8, 0.1, "name id_no phone org", empty=0.15),
            Department("school", 0.5, asks="name id_no sex birth town", births=("{y}{m:02}{d:02}", "serial"), empty=0.05),
            Department("certificate", 0.6, 0.25, "name id_no birth org", ("{y}-{m:02}-{d:02}", "{s:02}-{m:02}-{d:02}")),
        ),
        numbers=_BASE.numbers | {"missing": 0.01, "fifteen": 0.03, "masked": 0.015},
        people=_BASE.people | {"twins": 0.006, "parents-phone": 0.5},
        orgs=20000, regions=200, names_of=80,
    ),
    # Held back: nothing was tuned on these.
    "held-city": replace(
        _BASE,
        departments=(
            Department("社会保险", 0.8, 0.05, "name id_no sex birth phone org town", ("{y}-{m:02}-{d:02}",), 0.02),
            Department("技能证书", 0.45, 0.35, "name id_no phone org birth", ("{y}/{m}/{d}",), 0.06),
            Department("培训", 0.3, 0.1, "name id_no sex phone org town birth", ("{y}.{m}.{d}", "{y}{m:02}{d:02}"), 0.06),
            Department("学籍", 0.4, 0.0, "name id_no sex birth phone town", ("{y}年{m:02}月{d:02}日",), 0.04),
        ),
        numbers={"row-above": 0.004, "parent": 0.003, "wrong-digit": 0.02, "swapped-digits": 0.01, "fifteen": 0.02, "masked": 0.02,
                 "rounded": 0.015, "missing": 0.01, "nothing": 0.005, "scientific": 0.003},
        names={"look-alike": 0.012, "homophone": 0.016, "traditional": 0.02, "swapped": 0.006, "spaced": 0.03, "given-first": 0.003},
        births={"swapped": 0.012, "new-year": 0.02, "digit": 0.004},
        phones={"office": 0.08, "changed": 0.12, "parent's": 0.03, "digit": 0.006, "default": 0.02, "other's": 0.004},
        orgs=6000, regions=25, names_of=50, extra={"moved": 0.1, "org-changed": 0.2},
    ),
    "held-rough": replace(
        _BASE,
        departments=(
            Department("tax", 0.5, 0.05, "name id_no phone org", empty=0.1),
            Department("union", 0.4, 0.0, "name id_no sex birth phone org", ("{s:02}.{m:02}.{d:02}", "{y}.{m:02}"), 0.1),
            Department("certificate", 0.7, 0.3, "name id_no birth sex town", ("{y}-{m:02}-{d:02}", "serial"), 0.05),
            Department("household", 0.6, 0.0, "name id_no sex birth town phone", ("{y}{m:02}{d:02}",), 0.02),
        ),
        numbers={"row-above": 0.006, "parent": 0.005, "wrong-digit": 0.025, "swapped-digits": 0.015, "dropped-digit": 0.004,
                 "fifteen": 0.015, "masked": 0.04, "rounded": 0.01, "missing": 0.03, "nothing": 0.01},
        names={"homophone": 0.025, "other-character": 0.005, "look-alike": 0.01, "traditional": 0.008, "swapped": 0.008, "spaced": 0.02,
               "dropped": 0.003, "bracket": 0.003, "latin": 0.001},
        births={"swapped": 0.015, "new-year": 0.03, "digit": 0.015, "lunar": 0.005},
        phones={"office": 0.05, "changed": 0.25, "parent's": 0.04, "digit": 0.02, "default": 0.03, "masked": 0.03},
        people=_BASE.people | {"twins": 0.02, "renamed": 0.008, "strangers": 0.003, "permit": 0.03},
        orgs=1500, regions=100, names_of=45, extra={"moved": 0.2, "org-changed": 0.4, "sex-form": 1, "wrong-sex": 0.006},
    ),
    "held-clean": replace(
        _BASE,
        numbers={"wrong-digit": 0.006, "swapped-digits": 0.004, "fifteen": 0.05, "masked": 0.05, "rounded": 0.03, "row-above": 0.001, "missing": 0.005},
        names={"homophone": 0.006, "traditional": 0.03, "spaced": 0.01, "swapped": 0.001},
        births={"new-year": 0.005},
        phones={"office": 0.02, "changed": 0.4, "default": 0.005},
        people=_BASE.people | {"parents-phone": 0.6, "twins": 0.02, "no-number": 0.001},
        orgs=300, regions=8, names_of=70, extra={"moved": 0.02, "org-changed": 0.1, "sex-form": 2},
    ),
}  # fmt: skip
"""Mixes of errors by name."""


def main() -> None:
    """Writes a register."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--mix", choices=list(MIXES), default="tuning")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = register(given.people, given.mix, given.seed)
    rows.write_parquet(given.out)
    print(f"{rows.height:,} records of {given.people:,} people")


if __name__ == "__main__":
    main()
