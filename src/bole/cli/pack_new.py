"""新建规则包: `bole pack new DIR --id ID --title TITLE --place CODE`, a folder that passes the check."""

from pathlib import Path
from typing import Final

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option, packs_option
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.kernel.writing import folder_written_beside

_README: Final = """# {title}

规则包：一个地方的文件、参数、目录和政策项目。写好后用 `bole pack check --packs .` 检查。
A pack: documents, parameters, catalogues and schemes of one place. Check it with `bole pack check --packs .`.

    documents.yaml            bole pack index 文件 --id {id}-编号 >> documents.yaml
    parameters/<名称>.yaml    一个参数一个文件 one file for each parameter
    catalogues/<名称>.yaml    目录，每个版次一个 CSV a catalogue, one CSV for each edition
    schemes/<名称>.py         政策项目 schemes
    examples/<名称>.yaml      例子，即测试 examples, read as tests
    flows/<名称>.toml         流程，可以没有：上级的都能用 flows; those of packs above serve here
    services/<名称>.toml      事项，用哪个流程、问什么、要什么材料 kinds of case

参数的写法 / a parameter, `parameters/claim-period.yaml`:

    id: {id}.claim-period
    title: 申领期限
    title_en: claim period
    unit: months            # yuan percent months days years date flag count:… level:…
    entries:
      - from: 2031-01-01
        until: 2032-12-31   # 可省 optional
        value: 12
        cites: {{document: {id}-2031-6, path: 二/(一)}}
        verified: true      # 有人对照过原文 somebody compared it with the wording

事项的写法 / a kind of case, `services/grant-claim.toml`:

    id = "{id}.grant-claim"
    title = "技能津贴"
    title_en = "skill grant"
    flow = "nation.two-reviews"   # bole pack show nation.two-reviews
    mode = "ordinary"             # found quick ordinary
    by = "person"                 # person organisation
    cites = {{document = "{id}-2031-6", path = "二/(一)"}}
    verified = false
    fund = "{id}.talent"
    appeal_days = 60

    [[questions]]
    name = "bank_account"
    title = "银行账户"
    title_en = "bank account"
    kind = "bank-account"
"""


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    from bole.policy.pack import LEVELS

    return click.Command(
        "new",
        callback=new,
        params=[
            click.Argument(["folder"], metavar="DIR", type=click.Path(path_type=Path)),
            click.Option(["identity", "--id"], metavar="ID", required=True, help=_("规则包编号，例如 langyu。")),
            click.Option(["--title"], required=True, help=_("名称，例如 琅屿市。")),
            click.Option(["--title-en"], default="", help=_("英文名称；不写时用编号。")),
            click.Option(["--place"], metavar="CODE", required=True, help=_("六位或九位区划代码。")),
            click.Option(["--level"], type=click.Choice(LEVELS), default="city", help=_("级别；默认 city。")),
            click.Option(["--parent"], metavar="ID", default="", help=_("上级规则包的编号。")),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_("新建一个规则包的文件夹，里面的说明写着各个文件怎么写。"),
    )


def new(
    folder: Path,
    identity: str,
    title: str,
    title_en: str,
    place: str,
    level: str,
    parent: str,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Write the skeleton beside its place, check it there among the other packs, then move it in."""
    from bole.policy import errors
    from bole.policy.pack_sheet import PACK_SHEET, pack_sheet_text

    words = {"id": identity, "title": title, "title_en": title_en or identity, "place": place, "level": level}
    files = {
        PACK_SHEET: pack_sheet_text(words | ({"parent": parent} if parent else {})),
        "documents.yaml": f"# bole pack index FILE --id {identity}-... >> documents.yaml\n",
        "README.md": _README.format(id=identity, title=title),
    }
    with folder_written_beside(folder, errors.FOLDER_TAKEN, may_be_empty=True) as beside:
        for name, text in files.items():
            (beside / name).write_text(text, encoding="utf-8")
        for name in ("parameters", "catalogues", "schemes", "examples", "flows", "services"):
            (beside / name).mkdir()
        _check(beside, folder, identity, packs)
    if as_json:
        print_json({"id": identity, "folder": str(folder), "files": list(files)})
    else:
        click.echo(_("已新建规则包 {id}：{folder}", id=identity, folder=folder))
    return 0


def _check(beside: Path, folder: Path, identity: str, packs: tuple[Path, ...]) -> None:
    """Check the new pack among the others; what is told names the folder that was asked for."""
    from bole.policy.errors import PackError
    from bole.policy.pack import load_packs

    try:
        load_packs([*packs, beside], only=identity)
    except PackError as error:
        told = ((fault, fault.place.replace(str(beside), str(folder))) for fault in error.faults)
        raise PackError([BoleError(fault.kind, place=place, **fault.params) for fault, place in told]) from error
