"""启动的错误: every way in which the server and its settings say no."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

BAD_SETTING: Final = ErrorKind(
    "BOLE-S001", N_("设置项 {name} 的值“{found}”不能用。"), N_("请改为 {wanted}；说明见 docs/reference/settings.md。")
)
