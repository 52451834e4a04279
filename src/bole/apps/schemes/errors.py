"""政策项目版本的错误."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

NO_PLACE: Final = ErrorKind("BOLE-V001", N_("没有“{code}”的规则包。"), N_("有规则包的地方：{known}。"))
CHANGED_MEANWHILE: Final = ErrorKind(
    "BOLE-V002", N_("规则在核对之后又变了，没有公布。"), N_("请再看一遍差别，然后公布。")
)
