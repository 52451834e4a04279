"""登录与本人账户: one's own account: roles, language, password, second factor and the identity elsewhere."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.accounts.identities import identity_of, identity_remove
from bole.apps.accounts.login import factor_elsewhere
from bole.apps.accounts.roles import PERMISSIONS, ROLES
from bole.apps.accounts.selectors import grants_in_force, has_second_factor
from bole.kernel.messages import _
from bole.portal.visit import Visit, screen


@screen()
def own_account(visit: Visit) -> HttpResponse:
    """本人的账户: what it may do, and where its password and second factor are changed."""
    user = visit.request.user
    assert user.is_authenticated
    if visit.request.method == "POST" and visit.given("act") == "identity-remove":
        raise_if_reauthentication_required(visit.request, app="bole.portal")
        identity_remove(user=user.pk, actor=visit.actor, at=visit.at)
        messages.success(visit.request, _("已解除，以后用用户名和口令登录。"))
        return HttpResponseRedirect(reverse("own-account"))
    granted = grants_in_force(user=user.pk, actor=visit.actor, at=visit.at)
    roles = [ROLES[granted.role] for granted in visit.actor.grants if granted.role in ROLES]
    told = {
        "account": user,
        "granted": granted,
        "roles": roles,
        "may": [label for code, label in PERMISSIONS.items() if visit.actor.may(code)],
        "staff": any(role.staff for role in roles),
        "factor": has_second_factor(user),
        "elsewhere": factor_elsewhere(visit.request),
        "identity": identity_of(user=user.pk, actor=visit.actor),
    }
    return visit.shows("own_account", told)
