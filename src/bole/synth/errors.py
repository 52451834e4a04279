"""合成登记库的错误: why a synthetic register cannot be made (docs/errors.md lists them)."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

NO_CITY: Final = ErrorKind("BOLE-S001", N_("“{id}”不是城市的规则包，不能照它生成登记库。"), N_("可以写：{known}。"))
NO_FIGURE: Final = ErrorKind(
    "BOLE-S002",
    N_("“{city}”的人口数据里没有“{name}”（{shape}）。"),
    N_("请在它或上级规则包的 population.yaml 里补上；没有来源的，写成假设并注明 verified: false。"),
)
OTHER_SHAPE: Final = ErrorKind(
    "BOLE-S003",
    N_("人口数据“{name}”应当写成 {wanted}，这里是 {found}。"),
    N_("请对照其他城市的 population.yaml 改正。"),
)
NO_SUCH_FIGURE: Final = ErrorKind(
    "BOLE-S004", N_("生成登记库用不到人口数据“{name}”，最接近的是“{nearest}”。"), N_("请核对写法，或删去这一项。")
)
NO_SUCH_KEY: Final = ErrorKind("BOLE-S005", N_("人口数据“{name}”里不能有“{key}”。"), N_("这里可以写：{known}。"))
PEOPLE_RANGE: Final = ErrorKind("BOLE-S006", N_("不能生成 {found} 人的登记库。"), N_("人数在 1 和 {most} 之间。"))
SEED_RANGE: Final = ErrorKind("BOLE-S007", N_("种子不能是 {found}。"), N_("种子在 0 和 {most} 之间。"))
FILES_RANGE: Final = ErrorKind(
    "BOLE-S008", N_("{found} 人太多，各部门的文件不写这么大。"), N_("加 --files 时人数在 1 和 {most} 之间。")
)
