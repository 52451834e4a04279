"""查看规则包: `bole pack show ID`, of a pack, a parameter, a catalogue, a document or a scheme."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option, packs_option
from bole.cli.pack_check import days_phrase, pack_json
from bole.kernel.messages import N_, _, language

if TYPE_CHECKING:
    from bole.kernel.flow import Flow
    from bole.policy.case_kinds import CaseKind
    from bole.policy.catalogues import Catalogue
    from bole.policy.pack import Packs
    from bole.policy.parameters import Parameter
    from bole.policy.values import Value

LABELS: Final = {
    "kind": N_("种类"),
    "id": N_("编号"),
    "title": N_("名称"),
    "title_en": N_("英文名称"),
    "number": N_("文号"),
    "issued_on": N_("成文日期"),
    "in_force_from": N_("施行日期"),
    "in_force_until": N_("失效日期"),
    "status": N_("状态"),
    "clauses": N_("条款"),
    "place": N_("区划代码"),
    "level": N_("级别"),
    "parent": N_("上级"),
    "unit": N_("单位"),
    "better": N_("更好的方向"),
    "raises": N_("抬高的参数"),
    "keys": N_("键"),
    "values": N_("值"),
    "documents": N_("文件"),
    "parameters": N_("参数"),
    "catalogues": N_("目录"),
    "supplies": N_("补充的数字"),
    "schemes": N_("政策项目"),
    "payments": N_("发放种类"),
    "flows": N_("流程"),
    "kinds": N_("事项"),
    "calendars": N_("工作日历"),
    "flow": N_("流程"),
    "mode": N_("办理方式"),
    "scheme": N_("政策项目"),
    "by": N_("谁申请"),
    "clause": N_("依据"),
    "fund": N_("资金"),
    "promised": N_("承诺办结（工作日）"),
    "legal": N_("法定办结（工作日）"),
    "questions": N_("问题"),
    "materials": N_("材料"),
    "start": N_("开始的状态"),
    "states": N_("状态"),
    "verified": N_("已核实"),
    "from": N_("起"),
    "until": N_("止"),
    "missing": N_("缺数"),
    "partial": N_("不全"),
    "unverified": N_("未核实"),
    "note": N_("备注"),
    "digest": N_("摘要"),
}
WORDS: Final = {
    "partial": N_("只有一部分行"),
    "missing": N_("来源没有给出"),
    "repealed": N_("已停用"),
    "more": N_("越高越好"),
    "less": N_("越低越好"),
    "at_hand": N_("文件在手边"),
    "not_at_hand": N_("文件不在手边"),
    "pack": N_("规则包"),
    "parameter": N_("参数"),
    "catalogue": N_("目录"),
    "document": N_("文件"),
    "scheme": N_("政策项目"),
    "payment": N_("发放种类"),
    "nation": N_("全国"),
    "province": N_("省"),
    "city": N_("市"),
    "district": N_("区县"),
    "supplement": N_("补充"),
    "flow": N_("流程"),
    "case_kind": N_("事项"),
    "found": N_("免申即享"),
    "quick": N_("快申快享"),
    "ordinary": N_("申请办理"),
    "person": N_("个人办的"),
    "organisation": N_("单位办的"),
}
IN_WORDS: Final = ("kind", "level", "status", "better", "mode", "by")
"""Keys whose values are among WORDS."""
IN_UNIT: Final = {
    "yuan": N_("{n} 元"),
    "percent": N_("{n}%"),
    "months": N_("{n} 个月"),
    "years": N_("{n} 年"),
    "days": N_("{n} 天"),
}


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "show",
        callback=show,
        params=[click.Argument(["identity"], metavar="ID"), packs_option(), json_option(), language_option()],
        help=_("按编号查看规则包、参数、目录或文件：值、起止日期、依据的条款、是否已核实。"),
    )


def show(identity: str, packs: tuple[Path, ...], as_json: bool) -> int:
    """Show what bears the id."""
    from bole.policy.pack import load_packs

    told = described(load_packs(packs), identity)
    if as_json:
        print_json(told)
    else:
        _print(told)
    return 0


def described(packs: "Packs", identity: str) -> dict[str, Any]:
    """What bears the id, as JSON; raises BoleError where nothing does."""
    from bole.kernel.errors import BoleError
    from bole.policy import errors
    from bole.policy.clause_index import to_json
    from bole.policy.marked_yaml import nearest

    if identity in packs:
        return {"kind": "pack", **pack_json(packs[identity])}
    libraries = [pack.library for pack in packs.values()]
    for library in libraries:
        if identity in library.own_parameters:
            return parameter_json(library.own_parameters[identity])
        if identity in library.own_catalogues:
            return catalogue_json(library.own_catalogues[identity])
        if identity in library.own_documents:
            return {"kind": "document", **to_json(library.own_documents[identity])}
        if identity in library.own_payments:
            kind = library.own_payments[identity]
            return {
                "kind": "payment",
                "id": kind.id,
                "title": kind.title,
                "title_en": kind.title_en,
                "note": kind.note,
            }
    if identity in packs.schemes:
        return scheme_json(packs, identity)
    if identity in packs.kinds:
        return kind_json(packs.kinds[identity])
    if identity in packs.flows:
        return flow_json(packs.flows[identity])
    known: list[str] = [*packs, *packs.schemes, *packs.kinds, *packs.flows]
    for library in libraries:
        known += [*library.own_parameters, *library.own_catalogues, *library.own_documents, *library.own_payments]
    raise BoleError(errors.UNKNOWN_ID, id=identity, nearest=nearest(identity, known))


def scheme_json(packs: "Packs", identity: str) -> dict[str, Any]:
    """A scheme by its dates and what it rests on; its rules are for `bole rules`."""
    scheme = packs.schemes[identity]
    window = scheme.in_force
    return {
        "kind": "scheme",
        "id": scheme.id,
        "from": window.start.isoformat(),
        "until": window.end.isoformat() if window.end else None,
        "clauses": [str(ref) for ref in scheme.clauses()],
        "parameters": sorted(scheme.parameters()),
        "catalogues": sorted(scheme.catalogues()),
        "digest": scheme.digest,
    }


def kind_json(kind: "CaseKind") -> dict[str, Any]:
    """A kind of case, as its sheet has it."""
    return {
        "kind": "case_kind",
        "id": kind.id,
        "title": kind.title,
        "title_en": kind.title_en,
        "flow": kind.flow.id,
        "mode": kind.mode,
        "by": kind.by,
        "scheme": kind.scheme or None,
        "clause": str(kind.cites),
        "fund": kind.fund or None,
        "promised": kind.promised or None,
        "legal": kind.legal or None,
        "verified": kind.verified,
        "questions": [question.name for question in kind.questions],
        "materials": [material.name for material in kind.materials],
        "note": kind.note,
    }


def flow_json(flow: "Flow") -> dict[str, Any]:
    """A flow as a table: from each state each verb, who does it and where it leads."""
    return {
        "kind": "flow",
        "id": flow.id,
        "title": flow.title,
        "title_en": flow.title_en,
        "start": flow.start,
        "verified": flow.verified,
        "states": list(flow.states),
        "steps": [
            {
                "id": f"{state} → {step.to or state}: {step.verb} ({step.who})",
                "from": state,
                "verb": step.verb,
                "to": step.to or state,
                "who": step.who,
                "guards": list(step.guards),
                "effects": list(step.effects),
            }
            for state in flow.states
            for step in flow.steps_from(state)
        ],
        "note": flow.note,
    }


def parameter_json(parameter: "Parameter") -> dict[str, Any]:
    """A parameter with its entries; values in their unit, as written in the pack."""
    return {
        "kind": "parameter",
        "id": parameter.id,
        "title": parameter.title,
        "title_en": parameter.title_en,
        "unit": parameter.unit,
        "better": parameter.better or None,
        "raises": parameter.base.id if parameter.base else None,
        "entries": [{**_dated(entry), "value": written(parameter.unit, entry.value)} for entry in parameter.entries],
        "digest": parameter.digest,
    }


def catalogue_json(catalogue: "Catalogue") -> dict[str, Any]:
    """A catalogue with its columns and editions; the rows are in the files named."""
    columns = [
        {"name": c.name, "kind": c.kind.value, "system": c.system or None, "label": c.label, "label_en": c.label_en}
        for c in (*catalogue.keys, *catalogue.values)
    ]
    return {
        "kind": "catalogue",
        "id": catalogue.id,
        "title": catalogue.title,
        "title_en": catalogue.title_en,
        "keys": columns[: len(catalogue.keys)],
        "values": columns[len(catalogue.keys) :],
        "editions": [
            {
                **_dated(edition),
                "rows": len(edition.rows),
                "file": edition.file or None,
                "sha256": edition.sha256,
            }
            for edition in catalogue.editions
        ],
        "digest": catalogue.digest,
    }


def _dated(part: Any) -> dict[str, Any]:
    return {
        "from": part.start.isoformat(),
        "until": part.end.isoformat() if part.end else None,
        "status": part.status,
        "clause": str(part.cites),
        "verified": part.verified,
        "note": part.note,
        "supplied_by": part.supplier.pack if part.supplier else None,
    }


def written(unit: str, value: "Value | None") -> int | str | bool | None:
    """A value as it is written in a pack: yuan and per cent as text, periods and counts as numbers."""
    from datetime import date

    from bole.kernel.dates import Period
    from bole.kernel.money import yuan_of

    if isinstance(value, Period):
        months = value.months // 12 if unit == "years" else value.months
        return months or value.days
    if isinstance(value, date):
        return value.isoformat()
    if unit == "yuan" and isinstance(value, int):
        return yuan_of(value)
    if unit == "percent" and isinstance(value, int):
        whole, part = divmod(value, 100)
        return f"{whole}.{part:02}".rstrip("0").rstrip(".") if part else str(whole)
    return value


# --- for a person -----------------------------------------------------------------------------------------------------


def _print(told: Mapping[str, Any]) -> None:
    for key, value in told.items():
        if key in ("entries", "editions"):
            for part in value:
                _print_dated(part, str(told.get("unit", "")))
        elif key == "steps":
            for step in value:
                click.echo(f"  {step['id']}")
        elif isinstance(value, bool):
            _print_one(_(LABELS[key]), _("是") if value else _("否"))
        elif key in LABELS:
            _print_one(_(LABELS[key]), _(WORDS[value]) if value and key in IN_WORDS else value)


def _print_one(label: str, value: object) -> None:
    if isinstance(value, Mapping):
        click.echo(_("{label}：{text}", label=label, text=len(value)))
        for inner, text in value.items():
            click.echo(f"  {inner} {text}")
    elif isinstance(value, list):
        click.echo(_("{label}：{text}", label=label, text="、".join(_named(item) for item in value) or "-"))
    elif value not in (None, ""):
        click.echo(_("{label}：{text}", label=label, text=value))


def _named(item: object) -> str:
    return str(item.get("name") or item.get("id")) if isinstance(item, dict) else str(item)


def _print_dated(part: Mapping[str, Any], unit: str) -> None:
    status = WORDS.get(part["status"], "")
    said = _(status) if status else ""
    if part.get("file"):
        said = f"{_('{count} 行（{file}）', count=part['rows'], file=part['file'])} {said}".strip()
    elif not status:
        said = in_unit(unit, part["value"])
    click.echo(f"  {days_phrase(part)}：{said}" if language() == "zh" else f"  {days_phrase(part)}: {said}")
    verified = _("已核实") if part["verified"] else _("未核实")
    by = _("由规则包“{title}”补充", title=part["supplied_by"]) if part["supplied_by"] else ""
    click.echo(f"    {part['clause']} {verified} {by}".rstrip())
    if part["note"]:
        click.echo(f"    {part['note']}")


def in_unit(unit: str, value: object) -> str:
    """A value with its unit, in the language in use."""
    from bole.kernel.levels import SCALES

    word, _mark, system = unit.partition(":")
    if unit in IN_UNIT:
        return _(IN_UNIT[unit], n=value)
    if word == "level" and isinstance(value, int):
        level = SCALES[system].level(value)
        return level.label_en if language() == "en" else level.label
    if unit == "flag":
        return _("是") if value else _("否")
    return str(value)
