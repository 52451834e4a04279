"""证书: the register by number or holder, and the verification of one against the holder's name."""

from django.http import HttpResponse

from bole.apps.registry.certificate_search import certificate_search
from bole.apps.registry.certificate_verify import certificate_verify
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.portal.visit import Visit, screen


@screen("certificate.verify")
def certificates(visit: Visit) -> HttpResponse:
    """证书登记: found by number, holder's name or ID number."""
    words = visit.asked("words")
    if not words:
        return visit.shows("certificates", {"words": ""})
    try:
        found = certificate_search(words=words, actor=visit.actor, at=visit.at, page=visit.page)
    except BoleError as error:
        return visit.shows("certificates", {"words": words, "error": error}, status=422)
    return visit.shows("certificates", {"words": words, "found": found})


@screen("certificate.verify")
def certificate_check(visit: Visit) -> HttpResponse:
    """查验证书: number and name together; what was not given is not told."""
    given = {"number": visit.given("number"), "name": visit.given("name")}
    if visit.request.method != "POST":
        return visit.shows("certificate_check", {"given": given})
    faults = {}
    if not given["number"]:
        faults["number"] = _("请输入证书编号，照证书填写")
    if not given["name"]:
        faults["name"] = _("请输入持证人姓名，照证书填写")
    if faults:
        return visit.shows("certificate_check", {"given": given, "faults": faults}, status=422)
    verified = certificate_verify(number=given["number"], name=given["name"], actor=visit.actor, at=visit.at)
    return visit.shows("certificate_check", {"given": given, "verified": verified})
