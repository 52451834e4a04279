"""启动的错误: every way in which the server and its settings say no."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

BAD_SETTING: Final = ErrorKind(
    "BOLE-W001", N_("设置项 {name} 的值“{found}”不能用。"), N_("请改为 {wanted}；说明见 docs/reference/settings.md。")
)
PORT_TAKEN: Final = ErrorKind(
    "BOLE-W002", N_("不能在 {address} 上提供服务（{reason}）。"), N_("请换一个端口：--port；0 为任一空闲端口。")
)
SERVER_RUNNING: Final = ErrorKind(
    "BOLE-W003", N_("这个 BOLE_HOME 已有一个服务在运行。"), N_("请先停止它，或另设 BOLE_HOME。")
)
DEMO_ABROAD: Final = ErrorKind(
    "BOLE-W004",
    N_("登记库里有演示账户，只能在本机提供服务，不能在 {address} 上。"),
    N_("演示库请不加 --host；正式库请停用演示账户。"),
)
NEWER_DATABASE: Final = ErrorKind(
    "BOLE-W005",
    N_("数据库是更新的版本建的，这个版本不认识其中的 {names}。"),
    N_("请换用建库的或更新的版本；不要用旧版本打开。"),
)
NO_DATABASE: Final = ErrorKind(
    "BOLE-W006", N_("连不上数据库（{reason}）。"), N_("请核对 BOLE_DATABASE_URL 和数据库是否在运行。")
)
SERVER_ENDED: Final = ErrorKind(
    "BOLE-W007", N_("网页服务意外结束（代码 {code}）。"), N_("请看上面的记录；排除原因后再启动。")
)
NO_SERVER_HERE: Final = ErrorKind(
    "BOLE-W008", N_("这个操作系统上不能提供网页服务。"), N_("请在 Linux 或 macOS 上运行 bole serve。")
)
HOME_UNUSABLE: Final = ErrorKind(
    "BOLE-W009", N_("不能在 BOLE_HOME 里写文件（{reason}）。"), N_("请把 BOLE_HOME 设为一个可写的文件夹。")
)
BACKUP_EXISTS: Final = ErrorKind(
    "BOLE-W010", N_("这里已有同名的文件；备份不覆盖旧的。"), N_("请换一个文件名，例如带上日期。")
)
NOT_A_BACKUP: Final = ErrorKind(
    "BOLE-W011", N_("这不是伯乐的备份文件，或没有传完整。"), N_("请核对文件名和大小，或换一份备份。")
)
BACKUP_DAMAGED: Final = ErrorKind(
    "BOLE-W012", N_("备份文件坏了或被改过（{what}）。"), N_("请换一份备份；这一份什么也没有恢复。")
)
BACKUP_NEWER: Final = ErrorKind(
    "BOLE-W013",
    N_("备份是更新的版本（{version}）做的，这个版本不认识其中的 {names}。"),
    N_("请用做备份的或更新的版本恢复。"),
)
NOT_EMPTY: Final = ErrorKind(
    "BOLE-W014",
    N_("这里已有数据（{what}），不能恢复到上面。"),
    N_("请把 BOLE_HOME 设为一个空的文件夹，或用一个空的数据库。"),
)
RESTORE_UNFINISHED: Final = ErrorKind(
    "BOLE-W015", N_("上一次恢复没有做完，还不能使用。"), N_("请再运行一次：bole restore 备份文件")
)
KEYS_DIFFER: Final = ErrorKind(
    "BOLE-W016",
    N_("这里的密钥不是备份所用的那一套：“{ring}”第 {version} 版不同或没有。"),
    N_("请把保管的那一套密钥放进 BOLE_HOME/keys，再恢复。"),
)
RESTORE_DIFFERS: Final = ErrorKind(
    "BOLE-W017", N_("恢复出来的表 {table} 与备份不一致，已全部撤回。"), N_("请检查磁盘后再试，并报告这个问题。")
)
RESTORE_FAILED: Final = ErrorKind(
    "BOLE-W018", N_("数据库没有收下表 {table}（{reason}），已全部撤回。"), N_("请检查磁盘空间和数据库后再恢复一次。")
)
NO_REGISTER: Final = ErrorKind(
    "BOLE-W019", N_("这里还没有登记库，没有什么可备份。"), N_("请核对 BOLE_HOME 和 BOLE_DATABASE_URL。")
)
