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
