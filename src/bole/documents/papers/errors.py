"""文书排不出来: what is missing on this machine, or in its fonts."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

NO_FONT: Final = ErrorKind(
    "BOLE-D081",
    N_("这台机器上没有中文字体，排不出文书。"),
    N_("请系统管理员安装一种（Debian：apt-get install fonts-noto-cjk），或把字体文件放进 {folder}。"),
)
NO_GLYPH: Final = ErrorKind(
    "BOLE-D082",
    N_("这台机器的字体里没有这个字：{character}。"),
    N_("请系统管理员把有这个字的字体（例如收生僻字的宋体）放进 {folder}。"),
)
NOT_SET: Final = ErrorKind("BOLE-D083", N_("文书没有排成（{what}）。"), N_("请报告这个问题，并说明是哪一种文书。"))
