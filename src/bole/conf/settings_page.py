"""设置项说明: docs/reference/settings.md, made from the table so that page and code agree.

python -m bole.conf.settings_page > docs/reference/settings.md
"""

import sys
from typing import Final

from bole.conf.options import FILE, OPTIONS, Option

_OPENING = f"""\
# 设置项 / Settings

不写任何设置就能启动。每一项是一个环境变量，也可以写在 `BOLE_HOME/{FILE}` 里，一行一项；两处都有时以环境变量为准。
Nothing has to be set. Each is an environment variable, or a line of `BOLE_HOME/{FILE}`; the variable counts more.

本页由 `python -m bole.conf.settings_page` 生成，测试会核对它与代码一致。
This page is made by the command above, and a test holds it and the code together.

| 名称 name | 类型 type | 默认 default | 说明 meaning |
| --- | --- | --- | --- |
"""

_KINDS: Final = {"text": "文字 text", "number": "整数 number", "flag": "yes / no", "list": "以逗号分隔 list"}


def page() -> str:
    """The page, in both languages."""
    return _OPENING + "".join(_row(option) for option in OPTIONS.values())


def _row(option: Option) -> str:
    kind = _KINDS[option.kind] + (f", ≥ {option.least}" if option.least else "")
    default = f"`{option.default}`" if option.default else ""
    told = f"{option.told}<br>{option.told_en}".replace("|", "\\|")
    return f"| `{option.name}` | {kind} | {default} | {told} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
