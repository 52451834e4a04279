"""选项: the arguments and options that several verbs share."""

import os
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

import click

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import LANGUAGES, N_, _

NOT_A_DAY = ErrorKind(
    "BOLE-C005", N_("“{found}”不是日期。"), N_("请写成 2031-05-06 这样的年-月-日，在 {first} 至 {last} 之间。")
)

_ID: Final = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")


def files_argument() -> click.Argument:
    """FILE...: one or more documents; whether they can be read is for the reader to say, file by file."""
    return click.Argument(["files"], nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))


def json_option() -> click.Option:
    """--json: JSON on standard output and nothing else; progress and messages go to standard error."""
    return click.Option(["as_json", "--json"], is_flag=True, help=_("只输出 JSON，供程序使用。"))


def output_option(ending: str, told: str) -> click.Option:
    """--xlsx OUT, --html OUT and their like; `told` is the help text, already in the user's language."""
    return click.Option([ending, f"--{ending}"], metavar="OUT", type=click.Path(path_type=Path), help=told)


def language_option() -> click.Option:
    """--lang: `language_asked` has acted on it before; here it is checked and described."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        envvar="BOLE_LANG",
        expose_value=False,
        help=_("界面语言；也可用环境变量 BOLE_LANG 指定，默认 zh。"),
    )


def language_asked(arguments: list[str]) -> str | None:
    """The language that --lang names anywhere on the command line, the last one counting; None without a valid one.

    It is looked up before the parsing, so that the help and the parser's own complaints are in it too.
    """
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    asked = [after for option, after in pairwise(options) if option == "--lang"]
    asked += [option.removeprefix("--lang=") for option in options if option.startswith("--lang=")]
    valid = [code for code in asked if code in LANGUAGES]
    return valid[-1] if valid else None


def packs_option() -> click.Option:
    """--packs DIR: further packs beside the built-in ones; may be given more than once, or in BOLE_PACKS."""
    return click.Option(
        ["packs", "--packs"],
        metavar="DIR",
        multiple=True,
        envvar="BOLE_PACKS",
        type=click.Path(path_type=Path),
        callback=_split_folders,
        help=_("另外的规则包所在的文件夹，可写多次；也可用环境变量 BOLE_PACKS 指定。"),
    )


def _split_folders(_context: click.Context, _option: click.Parameter, given: tuple[Path, ...]) -> tuple[Path, ...]:
    """One value may hold several folders, as PATH does."""
    return tuple(Path(part) for value in given for part in str(value).split(os.pathsep) if part)


# --- over a snapshot ---


def snapshot_argument() -> click.Argument:
    """SNAPSHOT: a folder with a manifest; whether it is one is for the opening to say."""
    return click.Argument(["snapshot"], metavar="SNAPSHOT", type=click.Path(path_type=Path))


def as_of_option(told: str = "") -> click.Option:
    """--as-of DATE: the day of the run; with a help text of its own (`told`) a day that need not be given."""
    return click.Option(
        ["--as-of"],
        metavar="DATE",
        required=not told,
        callback=_day,
        help=told or _("计算日，例如 2031-05-06：按这一天已知的事实计算。"),
    )


def schemes_option(told: str) -> click.Option:
    """--scheme ID ...: one or several, after one --scheme or each after its own; `told` is the help text."""
    return click.Option(["--scheme"], metavar="ID ...", multiple=True, help=told)


def _day(_context: click.Context, _option: click.Parameter, given: str | None) -> date | None:
    from bole.kernel.facts import EARLIEST, LATEST

    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise BoleError(NOT_A_DAY, found=given, first=EARLIEST, last=LATEST) from error
    if day.isoformat() != given or not EARLIEST <= day <= LATEST:  # 20310506 and 2031-W19-2 are ISO too
        raise BoleError(NOT_A_DAY, found=given, first=EARLIEST, last=LATEST)
    return day


class SnapshotCommand(click.Command):
    """A verb over a snapshot: `--scheme` takes several ids, `--quarantine` a file or nothing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = args[: args.index("--")] if "--" in args else args
        return super().parse_args(ctx, [*_spread(options), *args[len(options) :]])


def _spread(arguments: list[str]) -> Iterator[str]:
    """`--scheme a.b c.d` as two options; a `--quarantine` without a file gets the empty value."""
    values: int | None = None  # of the last --scheme; None: not behind one
    for argument, after in pairwise([*arguments, ""]):
        if values and _ID.fullmatch(argument) and not Path(argument).exists():
            yield f"--scheme={argument}"
            continue
        values = 0 if argument == "--scheme" else 1 if values == 0 else None
        bare = argument == "--quarantine" and not after.endswith((".csv", ".parquet"))
        yield f"{argument}=" if bare else argument
