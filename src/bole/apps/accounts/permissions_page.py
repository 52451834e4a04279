"""权限表: docs/reference/permissions.md, made from the roles so that page and code agree.

python -m bole.apps.accounts.permissions_page > docs/reference/permissions.md
"""

import sys

from bole.apps.accounts.roles import PERMISSIONS, ROLES
from bole.kernel.messages import _, use_language

_OPENING = """\
# 角色与权限 / Roles and permissions

本页由 `python -m bole.apps.accounts.permissions_page` 生成，测试会核对它与代码一致。
This page is made by the command above, and a test holds it and the code together.

- 一次授权包括角色、单位、地区、用途和起止日期。
  地区写区划代码的开头部分，空着为全市；别的地区的事项会被拒绝。
  A grant is a role for a unit, in a district, for a purpose, from one day to another. The district is the beginning
  of a division code; empty is the whole city. What belongs to another district is refused.
- 劳动者只能看本人的档案，用人单位和培训评价机构只能看本单位的。
  A worker sees his own file alone, an employer or provider its own records.
- 系统管理员、安全管理员、审计管理员不能是同一个账户，也不能办理业务：数据库和程序都不允许。没有超级用户。
  No account can be two of the three administrators, and none of them handles business. There is no superuser.
- 谁也不能给自己授权；每种管理员的最后一位不能免去。
  Nobody grants himself anything; the last administrator of a kind cannot be dismissed.
- 工作人员登录要口令加动态口令，或经城市的统一身份认证；那里的第二重验证要设为可信才算数。
  Staff sign in with a password and a one-time code, or through the city's identity provider, whose second factor
  counts only where the settings trust it.
"""


def page() -> str:
    """The page, in both languages."""
    lines = [_OPENING]
    lines.append("| 权限 permission | " + " | ".join(_both(role.label) for role in ROLES.values()) + " |")
    lines.append("| --- |" + " :---: |" * len(ROLES))
    for code, label in PERMISSIONS.items():
        held = ("●" if code in role.permissions else "" for role in ROLES.values())
        lines.append(f"| {_both(label)} `{code}` | " + " | ".join(held) + " |")
    factor = ("●" if role.staff else "" for role in ROLES.values())
    lines.append("| 动态口令 one-time code | " + " | ".join(factor) + " |")
    codes = (f"`{code}`" for code in ROLES)
    lines += ["", f"角色的编号 codes of the roles: {', '.join(codes)}", ""]
    return "\n".join(lines)


def _both(label: str) -> str:
    use_language("en")
    english = _(label)
    use_language(None)
    return f"{label} {english}"


if __name__ == "__main__":
    sys.stdout.write(page())
