"""选项: the arguments and options that several verbs share."""

import os
from itertools import pairwise
from pathlib import Path

import click

from bole.kernel.messages import LANGUAGES, _


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
