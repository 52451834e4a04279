"""登录与本人账户: one's own account: roles, language, password and second factor."""

from django.http import HttpResponse

from bole.apps.accounts.roles import PERMISSIONS, ROLES
from bole.apps.accounts.selectors import grants_in_force, needs_second_factor
from bole.portal.visit import Visit, screen


@screen()
def own_account(visit: Visit) -> HttpResponse:
    """本人的账户: what it may do, and where its password and second factor are changed."""
    user = visit.request.user
    assert user.is_authenticated
    granted = grants_in_force(user=user.pk, actor=visit.actor, at=visit.at)
    roles = [ROLES[granted.role] for granted in visit.actor.grants if granted.role in ROLES]
    may = [label for code, label in PERMISSIONS.items() if visit.actor.may(code)]
    staff = any(role.staff for role in roles)
    told = {"granted": granted, "roles": roles, "may": may, "staff": staff, "factor": not needs_second_factor(user)}
    return visit.shows("own_account", told | {"account": user})
