"""遮盖: how a personal value is shown to who may not see it whole; its length is kept.

One function for screen, export, print, message, title and address. Names of two characters of the compound list keep
both; a dotted name keeps its first part.
"""

from typing import Final

COMPOUND: Final = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 "
    "濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 "
    "公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 "
    "微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 "
    "南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 ".split()
)
_DOTS: Final = "·•・‧"


def name(value: str) -> str:
    """姓名: 张*明, 张*, 欧阳*, 阿·**."""
    for dot in _DOTS:
        kept, _, rest = value.partition(dot)
        if kept and rest:
            return f"{kept}{dot}{'*' * len(rest)}"
    if len(value) < 2:
        return "*" * len(value)
    if len(value) > 2 and value[:2] in COMPOUND:
        return value[:2] + "*" * (len(value) - 2)
    return f"{value[0]}*" if len(value) == 2 else value[0] + "*" * (len(value) - 2) + value[-1]


def id_number(value: str) -> str:
    """证件号码: 4420**********021X; of short ones the last four at most."""
    return _kept(value, 4, 4) if len(value) >= 12 else _kept(value, 0, min(4, len(value) // 2))


def phone(value: str) -> str:
    """手机: 138****0021."""
    return _kept(value, 3, 4) if len(value) >= 11 else _kept(value, 0, min(4, len(value) // 2))


def account(value: str) -> str:
    """银行账号: the last four."""
    return _kept(value, 0, min(4, len(value) // 2))


def _kept(value: str, first: int, last: int) -> str:
    return value[:first] + "*" * (len(value) - first - last) + value[len(value) - last :]


MASKS: Final = {"name": name, "id_number": id_number, "phone": phone, "account": account}
"""Mask by the kind of field."""
