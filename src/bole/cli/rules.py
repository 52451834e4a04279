"""规则: `bole rules [SCHEME]`, a scheme as sentences with clauses, parameters and dates; without one, the list.

`--html DIR`: the same as pages, with the examples.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from bole.cli.files import console, print_json
from bole.cli.options import json_option, language_option, packs_option
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _, language
from bole.policy.explain_words import clause_told

if TYPE_CHECKING:
    from rich.console import Console

    from bole.policy.checks import Finding
    from bole.policy.examples import Example
    from bole.policy.handling import Handling
    from bole.policy.pack import Packs
    from bole.policy.readings.rule import DatedLine, Line, Rule
    from bole.policy.scheme import Scheme

HERE: Final = ZoneInfo("Asia/Shanghai")
UNVERIFIED: Final = "BOLE-P083"
HEADS: Final = {
    "for": N_("判定对象"),
    "scope": N_("对象"),
    "pays": N_("发给"),
    "in_force": N_("施行"),
    "law_date": N_("适用"),
    "recurs": N_("周期"),
    "criterion": N_("须符合的条件"),
    "exclusion": N_("互斥"),
    "exception": N_("例外"),
    "judgement": N_("由人判断"),
    "amount": N_("发放金额"),
    "grant": N_("给予"),
    "cap": N_("限额"),
    "ceiling": N_("封顶"),
    "quota": N_("名额"),
    "top_up": N_("加发"),
}


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "rules",
        callback=rules,
        params=[
            click.Argument(["identity"], metavar="[SCHEME]", required=False, default=""),
            click.Option(
                ["as_of", "--as-of"],
                metavar="DATE",
                type=click.DateTime(["%Y-%m-%d"]),
                help=_("看哪一天的状态，默认今天。"),
            ),
            click.Option(
                ["html", "--html"],
                metavar="DIR",
                type=click.Path(path_type=Path),
                help=_("写成一个文件夹的网页：一页目录，每个政策项目一页，可离线打开。"),
            ),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_(
            "用句子写出一个政策项目的规则：对谁、何时施行、每个条件、金额和舍入、限额和次序，"
            "以及所用的参数、目录版次、依据的条款和是否核实。不写编号时列出全部政策项目。"
        ),
    )


def rules(identity: str, as_of: datetime | None, html: Path | None, packs: tuple[Path, ...], as_json: bool) -> int:
    """Show one scheme, or all; the error for an unknown one names those near it."""
    from bole.policy.pack import load_packs
    from bole.policy.readings.wording import naming

    loaded = load_packs(packs)
    schemes = loaded.schemes
    with naming(loaded.names, loaded.titles, loaded.names_en):
        day = as_of.date() if as_of else datetime.now(HERE).date()
        if identity and identity not in schemes:
            raise _unknown(identity, schemes)
        if html:
            _write_pages(loaded, [schemes[identity]] if identity else list(schemes.values()), day, html)
        if not identity:
            return 0 if html and not as_json else _list(schemes, day, as_json)
        scheme = schemes[identity]
        from bole.policy.checks import check_scheme
        from bole.policy.handling import handling_of
        from bole.policy.readings.rule import rule_of

        rule = rule_of(scheme, language(), schemes=schemes)
        handling = handling_of(scheme, loaded[identity.partition(".")[0]], day)
        open_points = [finding for finding in check_scheme(scheme) if finding.severity == "warning"]
        if html and not as_json:
            return 0
        if as_json:
            told = [finding.to_json() for finding in open_points]
            print_json({**rule.to_json(), **_state_json(scheme, day), "handling": handling.to_json(), "open": told})
        else:
            _print_rule(rule, scheme, day, handling, open_points, loaded.documents)
        return 0


def _unknown(identity: str, schemes: Mapping[str, "Scheme"]) -> BoleError:
    from difflib import get_close_matches

    from bole.policy.errors import UNKNOWN_SCHEME

    # Somebody may know the scheme by its title and not by its id.
    by_word = [id_ for id_, scheme in schemes.items() if identity in scheme.title.zh or identity in scheme.title.en]
    near = by_word or get_close_matches(identity, list(schemes), 3, 0.3)
    return BoleError(UNKNOWN_SCHEME, id=identity, near=", ".join(near) or "-")


# --- the list ---------------------------------------------------------------------------------------------------------


def _state_json(scheme: "Scheme", day: date) -> dict[str, Any]:
    from bole.policy.readings.rule import missing_in, state_of

    end = scheme.in_force.end
    return {
        "state": state_of(scheme, day),
        "as_of": day.isoformat(),
        "from": scheme.in_force.start.isoformat(),
        "until": end.isoformat() if end else None,
        "missing": list(missing_in(scheme)),
    }


def _list(schemes: Mapping[str, "Scheme"], day: date, as_json: bool) -> int:
    told = [{"id": id_, "title": _title(scheme), **_state_json(scheme, day)} for id_, scheme in sorted(schemes.items())]
    if as_json:
        print_json({"schemes": told})
        return 0
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    # An id and a title side by side would leave a narrow terminal two characters a line for the title.
    for head in (_("政策项目"), _("状态"), _("施行")):
        table.add_column(head, overflow="fold")
    table.add_column(_("缺数"), justify="right")
    for one in told:
        missing = str(len(one["missing"])) if one["missing"] else ""
        table.add_row(f"{one['title']}\n  {one['id']}", _state(one["state"]), _days(one), missing)
    console().print(table)
    return 0


def _title(scheme: "Scheme") -> str:
    return scheme.title.zh if language() == "zh" else scheme.title.en


def _state(key: str) -> str:
    from bole.policy.readings.rule import STATES

    return _(STATES[key])


def _days(told: Mapping[str, Any]) -> str:
    if told["until"]:
        return _("{start} 至 {end}", start=told["from"], end=told["until"])
    return _("{start} 起", start=told["from"])


# --- one rule ---------------------------------------------------------------------------------------------------------


def _print_rule(
    rule: "Rule",
    scheme: "Scheme",
    day: date,
    handling: "Handling",
    open_points: list["Finding"],
    documents: Mapping[str, str],
) -> None:
    from rich.text import Text

    from bole.policy.readings.handling_words import handling_told

    out = console()
    state = _state(_state_json(scheme, day)["state"])
    out.print(Text.assemble((rule.title, "bold"), f"  {rule.id}  ", (state, "bold"), f"  {day}"))
    _put(out, handling_told(scheme, handling), 0)
    for kind, lines in groupby(rule.lines, key=lambda line: line.kind):
        _head(out, _(HEADS[kind]))
        for line in lines:
            _print_line(out, line, documents)
    for head, dated in ((_("参数"), rule.parameters), (_("目录"), rule.catalogues)):
        if dated:
            _head(out, head)
        for entry in dated:
            _print_dated(out, entry, documents)
    points = _points(open_points)
    if points:
        _head(out, _("还没有落实的"))
    for point in points:
        _put(out, point, 2)


def _points(open_points: Iterable["Finding"], titles: Mapping[str, str] | None = None) -> list[str]:
    """What is not settled yet, in words; what is not verified stands beside its value already.

    `titles` stand in for ids.
    """
    faults = [finding.fault for finding in open_points if finding.severity == "warning" and finding.code != UNVERIFIED]
    named = titles or {}
    return [
        _(fault.kind.message, **{key: named.get(str(value), value) for key, value in fault.params.items()})
        for fault in faults
    ]


def _titles(scheme: "Scheme") -> dict[str, str]:
    named = {id_: (p.title, p.title_en) for id_, p in scheme.parameters().items()}
    named |= {id_: (c.title, c.title_en) for id_, c in scheme.catalogues().items()}
    return {id_: both[language() == "en"] for id_, both in named.items()} | {scheme.id: _title(scheme)}


def _write_pages(packs: "Packs", schemes: Sequence["Scheme"], day: date, folder: Path) -> None:
    from bole.apps.accounts.roles import PERMISSIONS
    from bole.cli.rules_pages import Written, write_pages
    from bole.policy.checks import check_scheme
    from bole.policy.examples import read_examples

    examples: dict[str, list[Example]] = {}
    wanted = {scheme.id for scheme in schemes}
    for pack in packs.values():
        for example in read_examples(pack) if wanted & pack.schemes.keys() else ():
            examples.setdefault(example.scheme.id, []).append(example)
    points = {scheme.id: _points(check_scheme(scheme), _titles(scheme)) for scheme in schemes}
    heads = {kind: _(head) for kind, head in HEADS.items()}
    whole = len(schemes) == len(packs.schemes)
    kinds = [kind for kind in packs.kinds.values() if whole or kind.scheme in wanted]
    write_pages(Written(packs, schemes, day, heads, points, examples, kinds, PERMISSIONS), folder)
    click.echo(_("已写入 {target}", target=folder), err=True)


def _head(out: "Console", head: str) -> None:
    from rich.text import Text

    out.print()
    out.print(Text(head, style="bold"))


def _put(out: "Console", text: str, indent: int, style: str = "") -> None:
    from rich.padding import Padding
    from rich.text import Text

    out.print(Padding(Text(text, style=style), (0, 0, 0, indent), expand=False))


def _print_line(out: "Console", line: "Line", documents: Mapping[str, str]) -> None:
    """The line's own wording, then what it computes, then where it stands."""
    if line.told:
        _put(out, line.told, 2)
    inner = 4 if line.told else 2
    _put(out, line.sentence, inner)
    unverified = _("（未核实）") if line.verified is False else ""
    _put(out, f"{clause_told(line.clause, documents)}{unverified}", inner, "dim")


def _print_dated(out: "Console", line: "DatedLine", documents: Mapping[str, str]) -> None:
    words = {"missing": _("来源没有给出"), "repealed": _("已停用"), "partial": _("只有一部分行")}
    value = " ".join(part for part in (line.value, words.get(line.status, "")) if part)
    days = _days({"from": line.start.isoformat(), "until": line.end.isoformat() if line.end else None})
    unverified = "" if line.verified else _("（未核实）")
    _put(out, _("{title}：{value}", title=line.title, value=value) + f"  {days}{unverified}", 2)
    clause = clause_told(line.clause, documents)
    _put(out, "  ".join(part for part in (line.id, clause, line.supplied_by) if part), 4, "dim")
