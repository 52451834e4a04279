"""操作人: who acts, for which unit, in which districts and for what purpose; asked before every read and write."""

from __future__ import annotations

from dataclasses import dataclass

from bole.apps.accounts.errors import NOT_ALLOWED
from bole.apps.accounts.roles import PERMISSIONS, ROLES
from bole.kernel.errors import BoleError
from bole.kernel.messages import _


@dataclass(frozen=True, slots=True)
class Granted:
    """授权: a grant of one role, for a unit, in a district ("" is the whole city), for a purpose."""

    role: str
    unit: int | None = None
    district: str = ""
    purpose: str = ""

    def reaches(self, district: str) -> bool:
        """Whether something of that district is within reach; of none that is known only for the whole city."""
        return self.district == "" or (district != "" and district.startswith(self.district))


@dataclass(frozen=True, slots=True)
class Actor:
    """操作人."""

    user: int | None
    """The account; None is the system itself."""
    name: str
    grants: tuple[Granted, ...] = ()
    person: int | None = None
    """Whose own file an account of a worker is."""
    organisation: int | None = None
    """Whose own record an account of an employer or provider is."""

    @classmethod
    def system(cls, name: str) -> Actor:
        """系统: may do everything, and is named in every log."""
        return cls(None, name)

    def may(self, permission: str, *, district: str | None = None) -> bool:
        """Whether one of the grants allows it; `district` None asks for anywhere at all."""
        if self.user is None:
            return True
        return any(
            permission in ROLES[granted.role].permissions and (district is None or granted.reaches(district))
            for granted in self.grants
            if granted.role in ROLES
        )

    def require(self, permission: str, *, district: str | None = None) -> None:
        """Raises BoleError (BOLE-A005) that names the permission and who has it."""
        if not self.may(permission, district=district):
            raise not_allowed(permission)

    def districts(self, permission: str) -> tuple[str, ...] | None:
        """Where it is allowed: None is everywhere, () nowhere; what a selector filters by."""
        if self.user is None:
            return None
        found = {g.district for g in self.grants if g.role in ROLES and permission in ROLES[g.role].permissions}
        return None if "" in found else tuple(sorted(found))


def not_allowed(permission: str) -> BoleError:
    """无权限: the error of who has no such permission; also of a record out of reach or not there."""
    return BoleError(NOT_ALLOWED, permission=_(PERMISSIONS[permission]), who=_who_may(permission))


def _who_may(permission: str) -> str:
    return "、".join(_(role.label) for role in ROLES.values() if permission in role.permissions)
