"""体检：外面: whether the identity provider answers, publishes what is needed, and goes by the same time."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings

from bole.apps.accounts.single_sign_on import LEEWAY, Provider, configuration_fits, fetch, keys_of
from bole.conf.checkup_part import Found, green, red
from bole.kernel.errors import BoleError
from bole.kernel.messages import _


def single_sign_on(at: datetime) -> Found:
    """单点登录: green too where none is set; people can then sign in with their passwords alone."""
    provider = settings.IDENTITY_PROVIDER
    if not isinstance(provider, Provider):
        return green(_("没有配置。"))
    try:
        told, date = fetch(provider.configuration)
        configuration_fits(provider, told)
        signing = keys_of(told)["keys"]
    except BoleError as error:
        why = f"{error.place}: " if error.place else ""
        return red(f"{why}{_(error.kind.message, **error.params)}", _(error.kind.remedy, **error.params))
    apart = _seconds_apart(date, at)
    if apart > LEEWAY:
        return red(
            _("{name} 的时钟与这里相差 {seconds} 秒。", name=urlsplit(provider.issuer).netloc, seconds=apart),
            _("请校准两边的时钟，否则谁也登录不了。"),
        )
    said = {"name": urlsplit(provider.issuer).netloc, "count": len(signing), "values": ", ".join(provider.trusted)}
    if provider.trusted:
        return green(_("{name} 有回答，签名密钥 {count} 把；第二重验证看 {values}。", **said))
    return green(_("{name} 有回答，签名密钥 {count} 把；第二重验证在这里做。", **said))


def _seconds_apart(date: str, at: datetime) -> int:
    """By how much the date of an answer differs; 0 where it has none that can be read."""
    try:
        return round(abs((parsedate_to_datetime(date) - at).total_seconds()))
    except (TypeError, ValueError):
        return 0
