"""测算: `bole simulate SNAPSHOT --set PARAMETER=VALUE`, what another figure would give, to whom, and from which day
the money runs out."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bole.cli.files import check_outputs, console, print_json, write_output
from bole.cli.options import (
    SnapshotCommand,
    as_of_option,
    json_option,
    language_option,
    output_option,
    packs_option,
    schemes_option,
    snapshot_argument,
)
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_, _

if TYPE_CHECKING:
    from bole.policy.pack import Packs
    from bole.policy.scheme import Scheme
    from bole.policy.simulation_report import Setting

NOT_A_BUDGET = ErrorKind(
    "BOLE-C007", N_("“{found}”不是一笔资金。"), N_("请写以分计的整数，例如 5000000 是 5 万元，不超过 {most}。")
)
MOST = 9 * 10**15
"""Fen; sums of it still fit into 64 bits."""


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return SnapshotCommand(
        "simulate",
        callback=simulate,
        params=[
            snapshot_argument(),
            as_of_option(),
            click.Option(
                ["settings", "--set"],
                metavar="PARAMETER=VALUE",
                multiple=True,
                required=True,
                help=_("把这个参数换成这个数值，按参数自己的单位写；可写多次。"),
            ),
            schemes_option(_("只算这些政策项目；不写时算本地用到这些参数的。")),
            click.Option(["--budget"], metavar="FEN", callback=_budget, help=_("资金总额，以分计：看哪一天用完。")),
            click.Option(["--engine"], metavar="polars|duckdb|spark", help=_("计算引擎；不写时按快照的大小选用。")),
            output_option("html", _("写成一个网页：前后对照、分组图表、资金用到哪一天；可离线打开。")),
            output_option("xlsx", _("写成 Excel：汇总和每一种分组各一张表。")),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_("测算：换一个数，前后各多少人、多少钱，谁得益、谁受损，资金哪一天用完。不改动任何规则。"),
    )


def simulate(
    snapshot: Path,
    as_of: date,
    settings: tuple[str, ...],
    scheme: tuple[str, ...],
    budget: int | None,
    engine: str | None,
    html: Path | None,
    xlsx: Path | None,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Decide twice, with and without the settings, and show what differs."""
    from bole.policy.pack import load_packs
    from bole.policy.readings.wording import naming
    from bole.policy.runs import check_engine
    from bole.policy.simulation_report import setting_of, simulated
    from bole.policy.snapshot import files_of, open_snapshot

    if engine is not None:
        check_engine(engine)
    check_outputs(files_of(snapshot), html, xlsx)
    known = load_packs(packs)
    tried = [setting_of(known, text, as_of) for text in settings]
    with naming(known.names, known.titles, known.names_en), open_snapshot(snapshot) as opened:
        schemes = _schemes(known, opened.manifest.place, scheme, tried)
        report = simulated(opened, schemes, tried, as_of, engine=engine, budget=budget)
        if html:
            from bole.cli.simulate_page import simulation_page

            page = simulation_page(report, known.documents)
            write_output(lambda beside: _write(beside, page), html)
        if xlsx:
            from bole.cli.simulate_sheets import write_sheets

            write_output(lambda beside: write_sheets(report, known.documents, beside), xlsx)
        if as_json:
            print_json(report.to_json())
        else:
            from bole.cli.simulate_terminal import print_report

            print_report(report, console())
    return 0


def _schemes(known: "Packs", place: str, asked: tuple[str, ...], tried: "list[Setting]") -> "list[Scheme]":
    """Those asked for; else those of the place that read what is set, with all that share a limit or an exclusion with
    one of them, for what one is given another may lose; of anywhere if none of the place reads it.
    """
    from bole.policy.contests import bound_to, rounds_of
    from bole.policy.runs import local_schemes, schemes_for

    if asked:
        return schemes_for(known, "", asked)
    ids = {setting.parameter.id for setting in tried}
    for near in (local_schemes(known, place), schemes_for(known, place)):
        readers = [scheme.id for scheme in near if ids & scheme.parameters().keys()]
        if readers:
            touched = bound_to(readers, rounds_of(near))
            return [scheme for scheme in near if scheme.id in touched]
    return []


def _budget(_context: click.Context, _option: click.Parameter, given: str | None) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit()) or len(given) > 16 or int(given) > MOST:
        raise BoleError(NOT_A_BUDGET, found=given, most=MOST)
    return int(given)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
