"""入口: `bole` itself. Every error of every verb ends here as one message and an exit code.

0 done; 1 done, and something needs attention; 2 could not. A verb returns its code, or raises.
"""

import gc
import gettext
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

import bole
from bole.cli.options import language_asked, language_option
from bole.kernel.errors import BoleError
from bole.kernel.messages import DOMAIN, LOCALE, N_, _, language, use_language

COULD_NOT: Final = 2
INTERRUPTED: Final = 130  # what a shell expects of a program that Ctrl-C ended

# The verb's module is imported only when it is called, so that `bole --help` stays fast.
VERBS: Final = {
    "read": N_("读政策文件：条款、重点任务分工表、目标和资金。"),
    "compare": N_("查几份文件之间和一份文件之内的数字矛盾。"),
    "lineage": N_("看哪份文件引用了哪份文件。"),
    "synth": N_("生成一座虚构城市的登记库，供试算；也可生成各部门的文件。"),
    "run": N_("用政策项目计算一份快照：谁可享受、多少钱、为什么。"),
    "explain": N_("说明一个人能享受什么、不能享受什么，为什么，怎么办。"),
    "advise": N_("告诉一个人下一步做什么能多得多少，先说合计最多的合法选法。"),
    "simulate": N_("测算：换一个数，前后多少人、多少钱，谁得益，资金哪一天用完。"),
    "replay": N_("按回执再算一次，看结果是不是一样。"),
    "pack": N_("规则包：建立条款索引、检查、查看、新建。"),
    "rules": N_("看一个政策项目的规则：条件、金额、限额、所用参数和依据的条款。"),
    "import": N_("把部门送来的文件导入登记库：检查、预览、写入，错误逐行说明。"),
    "link": N_("把各部门的记录归到人，一人一档；存疑的列出来交人核对。"),
    "snapshot": N_("快照：把登记库此刻的样子做成事实，供计算；到期删除。"),
    "find": N_("找人：把登记库里的人按政策算一遍，查到的通知本人。"),
    "serve": N_("启动网页服务和后台任务。"),
    "check": N_("检查每个部分：数据库、后台任务、字体、密钥、磁盘、时钟……哪里有问题，怎么办。"),
    "backup": N_("备份：整个登记库写成一个文件，不必停止服务。"),
    "restore": N_("恢复：把备份放进一个空的 BOLE_HOME 或空的数据库。"),
    "account": N_("在这台机器上开户、改口令、任命管理员。"),
    "keys": N_("密钥：查看、确认已有副本、换钥、重新密封。"),
}


class Verbs(click.Group):
    """动词: the verbs of `bole`, each loaded when asked for; the list of them loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = import_module(f"bole.cli.{module}").command()
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("命令")):
            formatter.write_dl([(verb, _(told)) for verb, told in VERBS.items()])


def bole_command() -> Verbs:
    """The command with all its verbs, its texts in the language in use."""
    version = click.version_option(bole.__version__, prog_name="bole", message="%(prog)s %(version)s")
    group = Verbs(
        "bole",
        params=[language_option()],
        help=_("伯乐：读懂一座城市的技能人才政策文件。"),
        epilog=_("结束代码：0 已完成；1 已完成，有情况需要留意；2 未能完成。每个命令的说明：bole 命令 --help"),
    )
    return version(group)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line (default: of this process) and leave with its exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    # A long document is a hundred thousand objects that all stay: looking through them again and again frees nothing.
    gc.set_threshold(100_000, 50, 50)
    code = run(list(sys.argv[1:] if arguments is None else arguments))
    if code == INTERRUPTED:
        # A pool's thread may wait for ever for a worker that was ended while it began; nothing is left to be saved,
        # and workers end with their parent.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _terminated(_number: int, _frame: object) -> None:
    """SIGTERM ends a command as Ctrl-C does: nothing half-written, no process left behind."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Run one command line; gives its exit code, and never lets an exception out."""
    _speak(arguments)
    try:
        code = bole_command().main(arguments, prog_name="bole", standalone_mode=False)
        if sys.stdout is not None:  # none where the caller closed it
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BoleError as error:
        click.echo(_("错误：{message}", message=error), err=True)
    except click.ClickException as error:
        error.show()
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("已中断；没有写到一半的文件。"), err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read our output has gone (click ends with SystemExit then): nothing may be flushed into the closed
        # pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BaseException as error:  # noqa: BLE001 - the last door: no traceback reaches a user; Rust panics are no Exception
        from bole.cli.crash import crash_message

        click.echo(crash_message(error), err=True)
    return COULD_NOT


def _speak(arguments: list[str]) -> None:
    """Set the language and the streams before anything is said."""
    use_language(language_asked(arguments))
    # The command-line library looks its own words up in gettext's current domain.
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
