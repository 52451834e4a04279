"""再算: `bole replay RECEIPT`, a decision made again from its receipt: the same bytes, or what differs."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option, packs_option
from bole.kernel.messages import N_, _

if TYPE_CHECKING:
    from bole.policy.receipt import Difference

PARTS: Final = {
    "engine": N_("程序版本"),
    "scheme": N_("政策项目"),
    "parameter": N_("参数"),
    "catalogue": N_("目录"),
    "facts": N_("事实"),
    "run": N_("计算条件"),
    "outcome": N_("结果"),
}


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "replay",
        callback=replay,
        params=[
            click.Argument(["receipt"], metavar="RECEIPT", type=click.Path(path_type=Path)),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_("用回执里的事实和现在的规则包再算一次：一字不差时结束代码为 0，有不同时列出不同之处，结束代码为 1。"),
    )


def replay(receipt: Path, packs: tuple[Path, ...], as_json: bool) -> int:
    """Decide again; 1 if anything differs."""
    from bole.policy.pack import load_packs
    from bole.policy.receipt import read
    from bole.policy.receipt import replay as again

    old = read(receipt)
    different = again(old, load_packs(packs).schemes, place=str(receipt))
    if as_json:
        differences = [difference.to_json() for difference in different]
        print_json({"receipt": old.id, "same": not different, "differences": differences})
    else:
        _print(different)
    return 1 if different else 0


def _print(different: "Sequence[Difference]") -> None:
    if not different:
        click.echo(_("再算一次，结果与回执一字不差。"))
        return
    click.echo(_("再算一次，与回执有 {count} 处不同：", count=len(different)))
    for one in different:
        part, nothing = _(PARTS.get(one.part, one.part)), _("没有")
        then, now = one.then or nothing, one.now or nothing
        click.echo("  " + _("{part} {id}：原来是 {then}，现在是 {now}", part=part, id=one.id, then=then, now=now))
