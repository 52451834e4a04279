"""时限: time expressions of a passage and the period that each number in it belongs to.

Periods are written as in the contract of `bole read`: `2031`, `2031-09`, `2031-2033`, `from:2031`, `2030+4y`,
`within:4y`, `annual`, `every:3m`, `every:batch`, or empty.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bole.kernel.numerals import chinese_integer


class Reach(Enum):
    """管辖范围: how far a time expression carries (the carry-over rules of the contract)."""

    PASSAGE = 1  # a deadline, year or span: to the next time expression or the end of the passage
    SENTENCE = 2  # 每年, 每季度: to the end of its own sentence
    OWN = 3  # 年均, 从2031年起: the next number only


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """时间表述: `periods` holds one period, or one per year for 2031年、2032年分别; `past` lies before the issue."""

    start: int
    end: int
    periods: tuple[str, ...]
    reach: Reach
    year: int | None = None
    past: bool = False
    deadline: bool = False
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """日历: what 今年, a bare 9月底 and 三年累计 refer to: the year and month of issue, the years of the plan."""

    year: int | None = None
    month: int = 12
    plan: tuple[int, int] | None = None
    yearly: bool = False
    """A plan or list of tasks for the year of issue alone."""


_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_YEAR = r"(?:19|20)\d\d"
_TO = r"(?:-{1,2}|—{1,2}|~|至|到)"
_BEFORE = r"(?:之?前|以前|为止)?"
_CN_YEAR = r"[二][〇零]{1}[一二三四五六七八九〇零]{2}"

_FIRST = r"(?=[\d到至截自从二“十年今本当全明去上近前往历过每逐未来接再力争取利用一两三四五六七八九规计行方实建原])"
"""What a time expression can begin with: one look at it spares the trial of every alternative."""
_TIME = re.compile(
    rf"{_FIRST}(?:"
    rf"(?P<span>(?<!\d)(?P<s1>{_YEAR})年?(?:\d{{1,2}}月)?{_TO}(?P<s2>{_YEAR})(?:年度?(?:(?P<sm>\d{{1,2}})月)?(?!级)"
    rf"|(?=[)]))(?:期间|间)?)"
    rf"|(?P<years>[到至]?(?<!\d)(?:{_YEAR}年?(?:[、和]|以及|,(?={_YEAR}年))){{1,6}}{_YEAR}年度?(?!起))"
    rf"|(?P<since>[自从]?(?<!\d)(?P<sy>{_YEAR}|{_CN_YEAR})年(?:度|底)?(?:\d{{1,2}}月(?:\d{{1,2}}日)?|秋季学期"
    rf"|春季学期|年初)?(?:起|开始|以后|之后|后)"
    rf"(?:[,]?(?P<sn>{_N})年之?内)?)"
    rf"|(?P<ago>(?<!\d)(?:{_YEAR})年(?:\d{{1,2}}月)?(?:以来|来))"
    rf"|(?P<date>[到至截止]{{0,2}}(?<!\d)(?P<y>{_YEAR}"
    rf"|{_CN_YEAR})年度?(?:(?:\d{{1,2}}月?{_TO})?(?P<m>\d{{1,2}})月(?:份|底|末|初|上旬|中旬|下旬)?"
    rf"(?P<day>\d{{1,2}}日)?|(?P<half>[上下]半年)|第?[一二三四1-4]季度|年?[底末]|年内|年初|全年)?{_BEFORE})"
    rf"|(?P<bare>[到至](?P<by>20[1-6]\d)(?=[全市省区县城我本各,]))"
    rf"|(?P<fyp>[到至]?“?十(?P<fn>[三四五六])五[”\"]?(?P<fk>末期?|期末|期间|时期末?|以来|收官)(?:之年)?)"
    rf"|(?P<month>(?<![\d年每个])(?P<bm>1[0-2]|[1-9])月(?P<bday>\d{{1,2}}日)?(?:份|(?:底|末|上旬|中旬|下旬)){_BEFORE}"
    rf"|(?<![\d年每个])(?P<bm2>1[0-2]|[1-9])月(?:\d{{1,2}}日)?(?:之?前|以前)|(?<![\d年每个])(?P<bm3>1[0-2]"
    rf"|[1-9])月(?=取得|完成))"
    rf"|(?P<year>全年(?!龄))|(?P<now>今年(?:年?[底末]|内|全年)?{_BEFORE}|年[底末](?:之?前|以前)|(?<!毕业)(?<![一个自然])本?年度?内"
    rf"|当年(?!度)|(?:本|今)年度|(?<![\d上下半])年[底末]{_BEFORE}(?=[,建完实达全力新培]))"
    rf"|(?P<next>明年(?:年?[底末]|内)?{_BEFORE})"
    rf"|(?P<last>去年|(?<![以及])上年度?|上一年度?|前年|往年|历年|近年来?|近几年|过去{_N}年|近{_N}年来?|近[两三]{{2}}年"
    rf"|{_N}年来|(?<![每学休职业])前{_N}年)"
    rf"|(?P<ahead>(?<![第满近每前上逾足])(?:今后|未来|接下来|再用|力争|争取|利用|通过|经过"
    rf"|用)?(?P<an>{_N})(?:{_TO}(?P<an2>{_N}))?(?P<au>年|个月)(?:左右)?(?:的)?"
    rf"(?:之?内|以内|时间|期间|行动期|(?=累计|共(?!同)|行动期间|规划期|(?:左右)?的?努力|(?<![满第])(?:培训|培养|培育|建成|建设|新增"
    rf"|新建|评选|评定|引进|完成|实现|打造|改造|安排|投入|发放|认定|招|选|派|组织))))"
    rf"|(?P<term>(?:规划|计划|行动|方案|实施|建设)期(?:间|限)?内?(?=[,累新培建共全要实力]))"
    rf"|(?P<coming>(?:今后|未来|接下来)(?:的)?(?P<cn>{_N})(?:{_TO}(?P<cn2>{_N}))?年)"
    rf"|(?P<every>(?:原则上)?每(?:一|个|1)?(?:(?:{_N}{_TO})?(?P<en>{_N})?个?(?P<eu>年度?|学年|月|周|星期|日|天|季度?|学期|旬)"
    rf"|(?P<ehalf>半年|半个?月)|(?P<batch>批次?|批))(?!票|薪|龄|级|均|度人均)|逐年(?=新增)|年度(?=新增))"
    rf"|(?P<once>(?<![\u4e00-\u9fff])一年(?!内|期|以|后|来|[多半]|级|之))"
    rf"|(?P<mean>年(?:平)?均(?!可支配|增长率?低|龄))"
    rf"|(?P<yearly>(?<![\u4e00-\u9fff\d])年(?=招生|开放|接待|培训|服务|新增|产[值能量]|处理|发放|培养|供|产|吞吐"
    rf"|完成|开展|举办)|(?<=[\u4e00-\u9fff])(?<![\d每上本半今明去当全周近])年(?=招生|接待|培训|新增|服务|培养"
    rf"|输送))"
    rf")"
)
_RESPECTIVELY = re.compile(r"分别|各自?|依次|均|逐年")


_COMPARED_WITH = re.compile(r"[比较]$|[比较]于$")
_IN_COMPARISON = re.compile(r"[底末年]{0,2}相比")
_SERVING = re.compile(r"(?:落实|锚定|对标|衔接|围绕|服务)$")
_NAMED_AIM = re.compile(r"[^,。;\d]{0,16}(?:目标|愿景|议程|规划|纲要)(?:[,。;、]|和|要求|任务)")
"""落实2035年远景目标: the year names an aim of others and dates nothing here."""
_IN_FORCE = re.compile(r"(?:期限?|政策|时效)(?:延长|延续|顺延)?$|(?:执行|施行|延续|有效|适用|顺延|延长)$")
"""实施期限延长至2032年12月31日: how long a rule is in force, no deadline of what follows."""
MOST = 20_000
"""So many time expressions of one passage are read; no document has more."""


def time_expressions(folded: str, start: int, end: int, calendar: Calendar) -> list[TimeExpression]:
    """Every time expression between two positions of folded text, in order."""
    out: list[TimeExpression] = []
    year = calendar.year
    for m in _TIME.finditer(folded, start, end):
        if not m["every"] and (
            _COMPARED_WITH.search(folded, max(start, m.start() - 2), m.start()) or _IN_COMPARISON.match(folded, m.end())
        ):
            continue
        if (
            m["date"]
            and _NAMED_AIM.match(folded, m.end())
            and _SERVING.search(folded, max(start, m.start() - 4), m.start())
        ):
            continue
        expression = _expression(m, calendar, year)
        if expression is None:
            continue
        if m["date"] and _IN_FORCE.search(folded, max(start, m.start() - 8), m.start()):
            expression = replace(expression, periods=("",), year=None, past=False, deadline=False)
        if expression.year and expression.stated and (calendar.year is None or expression.year >= calendar.year):
            year = expression.year
        out.append(expression)
        if len(out) >= MOST:
            break
    return out


def _expression(m: re.Match[str], calendar: Calendar, year: int | None) -> TimeExpression | None:
    for reader in (_dated, _relative, _recurring):
        found = reader(m, calendar, year)
        if found is not None:
            return found
    return None


def _made(
    m: re.Match[str],
    period: str | tuple[str, ...],
    reach: Reach = Reach.PASSAGE,
    year: int | None = None,
    *,
    past: bool = False,
    deadline: bool = False,
    stated: bool = True,
) -> TimeExpression:
    periods = period if isinstance(period, tuple) else (period,)
    return TimeExpression(m.start(), m.end(), periods, reach, year, past, deadline, stated)


def _dated(m: re.Match[str], calendar: Calendar, year: int | None) -> TimeExpression | None:
    """Expressions with a printed year."""
    if m["span"]:
        last = int(m["s2"])
        return _made(m, f"{m['s1']}-{m['s2']}", year=last, past=_before(last, int(m["sm"] or 12) - 1, calendar))
    if m["years"]:
        years = tuple(re.findall(_YEAR, m["years"]))
        return _made(m, years, year=int(years[-1]), past=_before(int(years[-1]), None, calendar))
    if m["since"]:
        first = _year(m["sy"])
        if m["sn"]:
            return _made(m, f"{first}+{_count(m['sn'])}y", year=first)
        return _made(m, f"from:{first}", Reach.OWN, first, past=_before(first, None, calendar))
    if m["ago"]:
        return _made(m, "", past=True)
    if m["date"]:
        return _one_date(m, calendar)
    if m["bare"]:
        target = int(m["by"])
        return _made(m, m["by"], year=target, past=_before(target, None, calendar), deadline=True)
    if m["fyp"]:
        return _five_year_plan(m, calendar)
    return None


_RAISED_TO = re.compile(r"(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|降|升|增)$")


def _one_date(m: re.Match[str], calendar: Calendar) -> TimeExpression:
    year = _year(m["y"])
    month = int(m["m"]) if m["m"] else None
    until = 6 if m["half"] == "上半年" else month
    period = f"{year}-{month:02d}" if month and 1 <= month <= 12 else str(year)
    # 提高至2030年的12%: there 至 belongs to the verb.
    until_then = m.group()[0] in "到至" and not _RAISED_TO.search(m.string, max(0, m.start() - 2), m.start())
    ahead = until_then or re.search(r"前|[底末]", m.group()) is not None
    past = _before(year, until, calendar) or m.group()[0] == "截"
    return _made(m, period, year=year, past=past, deadline=ahead and not past)


def _five_year_plan(m: re.Match[str], calendar: Calendar) -> TimeExpression:
    last = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}[m["fn"]]
    if m["fk"] == "以来":
        return _made(m, "", past=True)
    past = _before(last, None, calendar)
    if "末" in m["fk"] or m["fk"] == "收官":
        return _made(m, str(last), year=last, past=past, deadline=True)
    return _made(m, f"{last - 4}-{last}", year=last, past=past)


def _relative(m: re.Match[str], calendar: Calendar, year: int | None) -> TimeExpression | None:
    """Expressions that need the calendar: 今年, 9月底前, 三年内, 今后五年."""
    if m["month"]:
        month = int(m["bm"] or m["bm2"] or m["bm3"])
        until = m.string[max(0, m.start() - 2) : m.start()] in ("截至", "截止")
        period = f"{year}-{month:02d}" if year else ""
        return _made(m, period, year=year, stated=False, deadline=not until, past=until)
    if m["now"]:
        return _made(m, str(calendar.year or ""), year=calendar.year, stated=False, deadline="前" in m.group())
    if m["year"]:
        return _whole_year(m, calendar, year)
    if m["term"]:
        plan = calendar.plan
        return _made(m, f"{plan[0]}-{plan[1]}", year=plan[1]) if plan else None
    if m["next"]:
        following = calendar.year + 1 if calendar.year else None
        return _made(m, str(following or ""), year=following, deadline=True)
    if m["last"]:
        return _made(m, "", past=True)
    if m["ahead"]:
        return _ahead(m, calendar)
    if m["coming"]:
        return _made(m, f"within:{_count(m['cn2'] or m['cn'])}y")
    return None


def _whole_year(m: re.Match[str], calendar: Calendar, year: int | None) -> TimeExpression:
    """全年: the year of a yearly plan or the one named before, else every year."""
    hoped = m.string[max(0, m.start() - 2) : m.start()] in ("力争", "预计", "计划", "确保", "争取")
    if year is not None and (calendar.yearly or hoped or year != calendar.year):
        return _made(m, str(year), year=year, stated=False)
    return _made(m, "annual", Reach.SENTENCE)


def _ahead(m: re.Match[str], calendar: Calendar) -> TimeExpression:
    """4年内; 三年累计 takes the years of the plan."""
    count = _count(m["an2"] or m["an"])
    if m["au"] == "个月":
        return _made(m, f"within:{count}m")
    inside = re.search(r"内|时间", m.group()) is not None
    if not inside and calendar.plan and calendar.plan[1] - calendar.plan[0] + 1 == count:
        return _made(m, f"{calendar.plan[0]}-{calendar.plan[1]}", year=calendar.plan[1])
    return _made(m, f"within:{count}y")


_CYCLE = {"年": "y", "年度": "y", "学年": "y", "月": "m", "周": "w", "星期": "w", "日": "d", "天": "d"}


def _recurring(m: re.Match[str], calendar: Calendar, year: int | None) -> TimeExpression | None:
    """每年, 每两年, 每季度, 每批次, 年均."""
    if m["once"]:
        return _made(m, "annual", Reach.SENTENCE)
    if m["mean"]:
        return _made(m, "annual", Reach.OWN)
    if m["yearly"]:
        return _made(m, "annual", Reach.OWN, stated=False)
    if m["batch"]:
        return _made(m, "every:batch", Reach.SENTENCE)
    if m["ehalf"]:
        return _made(m, "every:6m" if "年" in m["ehalf"] else "every:15d", Reach.SENTENCE)
    if not m["eu"]:
        return _made(m, "annual", Reach.SENTENCE)
    count = _count(m["en"]) if m["en"] else 1
    if m["eu"] in ("季", "季度"):
        return _made(m, f"every:{3 * count}m", Reach.SENTENCE)
    if m["eu"] == "学期":
        return _made(m, "every:6m", Reach.SENTENCE)
    if m["eu"] == "旬":
        return _made(m, "every:10d", Reach.SENTENCE)
    unit = _CYCLE[m["eu"]]
    return _made(m, "annual" if unit == "y" and count == 1 else f"every:{count}{unit}", Reach.SENTENCE)


def _before(year: int, month: int | None, calendar: Calendar) -> bool:
    """Whether a year (up to a month) lies before the date of issue."""
    if calendar.year is None:
        return calendar.plan is not None and year < calendar.plan[0]
    return year < calendar.year or (year == calendar.year and month is not None and month < calendar.month)


def _year(printed: str) -> int:
    return int(printed) if printed.isdigit() else (chinese_integer(printed) or 0)


def _count(printed: str) -> int:
    return int(printed) if printed.isdigit() else (chinese_integer(printed) or 0)


_SIZE_BETWEEN = re.compile(r"以[上下]|元")
"""年产值亿元以上竹企10家: the year belongs to the firms."""
_OWN_STEPS = 6
"""How many expressions of one number (年均) are looked at before the one that carries."""


def _last_of(expressions: Sequence[TimeExpression], reaches: tuple[Reach, ...]) -> list[int]:
    """For each expression the index of the last one up to it with one of the reaches; -1 where there is none."""
    out: list[int] = []
    last = -1
    for i, expression in enumerate(expressions):
        last = i if expression.reach in reaches else last
        out.append(last)
    return out


class Timeline:
    """时限管辖: answers which period holds at a place of one passage.

    `sentences` are the starts of its sentences (cut at 。 and ；), in order.
    """

    def __init__(self, folded: str, expressions: Sequence[TimeExpression], sentences: Sequence[int]) -> None:
        self.folded = folded
        self.expressions = expressions
        self.starts = [e.start for e in expressions]
        self.sentences = sentences
        self._used: dict[int, int] = {}
        self._carrying = _last_of(expressions, (Reach.PASSAGE, Reach.SENTENCE))
        self._dated = _last_of(expressions, (Reach.PASSAGE,))

    def governing(self, position: int) -> TimeExpression | None:
        """The expression in force at `position`."""
        i = bisect_right(self.starts, position) - 1
        carrying = self._carrying[i] if i >= 0 else -1
        for own in range(i, max(carrying, i - _OWN_STEPS), -1):
            if self._owned(own, position):
                return self.expressions[own]
        return self._carried(carrying, position)

    def dated(self, position: int) -> TimeExpression | None:
        """The deadline, year or span that carries at `position`, whatever recurs in between."""
        i = bisect_right(self.starts, position) - 1
        dated = self._dated[i] if i >= 0 else -1
        return self.expressions[dated] if dated >= 0 else None

    def take(self, position: int) -> TimeExpression | None:
        """Like `governing`, for a number at `position` that uses up an expression with a reach of one number."""
        found = self.governing(position)
        if found is not None and found.reach is Reach.OWN:
            self._used.setdefault(found.start, position)
        return found

    def _owned(self, i: int, position: int) -> bool:
        """Whether the expression of one number belongs to the number at `position`.

        年接待量 under a deadline is the year's; 年均 is always annual.
        """
        found = self.expressions[i]
        if self._used.get(found.start, position) != position or not self._same_sentence(found.start, position):
            return False
        if found.stated:
            return position - found.end <= 40
        if _SIZE_BETWEEN.search(self.folded, found.end, position):
            return False
        carrying = self._carrying[i - 1] if i > 0 else -1
        under = self._carried(carrying, found.start) is not None
        since = i > 0 and carrying != i - 1 and self._same_sentence(self.expressions[i - 1].start, position)
        return position - found.end <= 12 and not under and not since

    def _carried(self, i: int, position: int) -> TimeExpression | None:
        """The carrying expression with index i, where it still reaches `position`."""
        if i < 0:
            return None
        found = self.expressions[i]
        if found.reach is Reach.SENTENCE and not self._same_sentence(found.start, position):
            return None
        return found

    def _same_sentence(self, a: int, b: int) -> bool:
        return bisect_right(self.sentences, a) == bisect_right(self.sentences, b)

    def shared(self, expression: TimeExpression, position: int) -> bool:
        """Whether several years share the numbers behind them one by one (2031年、2032年分别)."""
        return len(expression.periods) > 1 and _RESPECTIVELY.search(self.folded, expression.end, position) is not None
