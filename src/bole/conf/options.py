"""设置项: everything that can be set from outside, in one table; docs/reference/settings.md is made from it.

Each is an environment variable, or a line of the file `settings.env` in BOLE_HOME; the variable counts more.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import environ

from bole.conf.errors import BAD_SETTING
from bole.kernel.errors import BoleError
from bole.kernel.home import home

FILE: Final = "settings.env"


@dataclass(frozen=True, slots=True)
class Option:
    """设置项: its name in the environment, what it is, and what it is where nobody says so."""

    name: str
    kind: str
    """text, number, flag or list (values apart by commas)."""
    default: str
    told: str
    told_en: str
    least: int = 0
    secret: bool = False
    """Never shown, not even by `bole check`."""


OPTIONS: Final[Mapping[str, Option]] = {
    option.name: option
    for option in (
        Option(
            "BOLE_HOME",
            "text",
            "",
            "状态、密钥、数据库和上传的文件所在的文件夹；空着为平台的用户数据文件夹",
            "folder of state, keys, database and uploads; empty: the platform's user data folder",
        ),
        Option("BOLE_LANG", "text", "zh", "命令行的语言，zh 或 en", "language of the command line, zh or en"),
        Option("BOLE_PACKS", "text", "", "另外的规则包所在的文件夹", "folders of further packs"),
        Option(
            "BOLE_DATABASE_URL",
            "text",
            "",
            "数据库地址，例如 postgresql://用户:口令@主机:5432/bole；空着为 BOLE_HOME/bole.db（SQLite）",
            "address of the database; empty: SQLite in BOLE_HOME/bole.db",
            secret=True,
        ),
        Option(
            "BOLE_SECRET_KEY",
            "text",
            "",
            "登录会话的签名密钥；空着为第一次启动时在 BOLE_HOME/keys 里生成的那一个",
            "signs sessions; empty: the one made in BOLE_HOME/keys on first start",
            secret=True,
        ),
        Option(
            "BOLE_ALLOWED_HOSTS",
            "list",
            "localhost,127.0.0.1,[::1]",
            "可以用来访问的主机名",
            "host names the server answers to",
        ),
        Option(
            "BOLE_HTTPS",
            "flag",
            "no",
            "前面有 HTTPS：Cookie 只经加密连接传送，并要求浏览器以后都用它",
            "HTTPS stands in front: cookies travel encrypted only, and browsers are told to stay with it",
        ),
        Option(
            "BOLE_PROXIES",
            "number",
            "0",
            "前面有几层反向代理；据此认出访问者的地址和协议",
            "how many reverse proxies stand in front; from it the visitor's address and protocol are told",
        ),
        Option("BOLE_THREADS", "number", "8", "每个进程的线程数", "threads of a process", least=1),
        Option("BOLE_PROCESSES", "number", "1", "网页服务的进程数", "processes that serve pages", least=1),
        Option(
            "BOLE_IDLE_MINUTES",
            "number",
            "30",
            "多少分钟不操作就退出登录",
            "minutes without a request until a session ends",
            least=1,
        ),
        Option(
            "BOLE_LOCKOUT_FAILURES",
            "number",
            "5",
            "连续输错几次口令就锁定",
            "wrong passwords in a row until the account is locked",
            least=1,
        ),
        Option("BOLE_LOCKOUT_MINUTES", "number", "15", "锁定多少分钟", "minutes a lock lasts", least=1),
        Option(
            "BOLE_SECOND_FACTOR",
            "flag",
            "yes",
            "工作人员登录要动态口令",
            "staff need a one-time code to sign in",
        ),
        Option(
            "BOLE_OIDC_ISSUER",
            "text",
            "",
            "单点登录：统一身份认证（OpenID Connect）的签发者地址，以 https 开头；空着为不用",
            "single sign-on: the issuer of the city's OpenID Connect provider, https; empty: none",
        ),
        Option(
            "BOLE_OIDC_CLIENT_ID",
            "text",
            "",
            "单点登录：本系统在那里登记的编号；返回地址登记为 https://主机/account/oidc/callback",
            "single sign-on: the client ID that this system has there; its redirect URI is https://HOST/account/oidc/callback",
        ),
        Option(
            "BOLE_OIDC_CLIENT_SECRET",
            "text",
            "",
            "单点登录：与编号相配的密钥；公开客户端空着",
            "single sign-on: the client secret; empty for a public client",
            secret=True,
        ),
        Option(
            "BOLE_OIDC_CLIENT_SECRET_FILE",
            "text",
            "",
            "单点登录：写着密钥的文件，代替上一项",
            "single sign-on: a file that holds the client secret, in place of the line above",
        ),
        Option(
            "BOLE_OIDC_NAME",
            "text",
            "",
            "单点登录：登录按钮上的名称；空着为“统一身份认证”",
            "single sign-on: the name on the button; empty: City sign-on (统一身份认证)",
        ),
        Option(
            "BOLE_OIDC_SECOND_FACTOR",
            "list",
            "",
            "单点登录：凭据的 amr 或 acr 里有其中一个值（例如 mfa,otp），就算在那里做过第二重验证，"
            "不再问这里的动态口令；any 为那里总有第二重验证；空着为不信",
            "single sign-on: with one of these values in `amr` or `acr` (such as mfa,otp) the second factor was shown "
            "there and no code is asked here; any: there always is one; empty: not trusted",
        ),
        Option(
            "BOLE_OIDC_ORIGINS",
            "list",
            "",
            "单点登录：登录途中浏览器还要经过的来源（协议、主机和端口），例如 https://login.city.example",
            "single sign-on: other origins through which signing in leads the browser",
        ),
        Option(
            "BOLE_ADAPTERS",
            "list",
            "",
            "对外接口的模块名；bole check 逐个检查",
            "dotted names of adapters to the outside; bole check asks each",
        ),
        Option(
            "BOLE_BACKUP_DAYS",
            "number",
            "7",
            "最近一次备份超过多少天，bole check 就提醒",
            "days after which bole check asks for another backup",
            least=1,
        ),
        Option(
            "BOLE_PLACE",
            "text",
            "",
            "登记库是哪座城市的：六位区划代码，或规则包的编号；空着为公布过政策项目的那一座",
            "the register's city: its division code or the id of its pack; empty: the one whose schemes were published",
        ),
        Option(
            "BOLE_COVERED",
            "list",
            "",
            "除各部门送全的以外，还有哪些事实表没有记录就等于没有，例如 claim,payment",
            "fact tables in which no row means none, beside those that departments send whole, e.g. claim,payment",
        ),
        Option(
            "BOLE_SNAPSHOT_DAYS",
            "number",
            "90",
            "快照保存多少天，到期删除；默认的天数没有与任何单位核对",
            "days that a snapshot is kept until it is deleted; the default has been verified with no office",
            least=1,
        ),
        Option(
            "BOLE_REMIND_DAYS",
            "list",
            "30,7",
            "应享待遇到最迟申领日以前多少天提醒本人；默认的天数没有与任何单位核对",
            "days before the last day of an entitlement on which its person is reminded; verified with no office",
        ),
        Option(
            "BOLE_NIGHT",
            "text",
            "1-5",
            "夜里几点到几点把登记库里的人全部重算一遍（到了日子才符合的由此查到），例如 22-5；空着为不算",
            "hours of the night between which everybody is evaluated again, e.g. 22-5; empty: never",
        ),
        Option(
            "BOLE_OFFICE",
            "text",
            "",
            "发文单位的全称，印在决定书和确认函的红头上；空着只能打印草稿",
            "full name of the office that issues decisions and letters, their red head; empty: they are drafts",
        ),
        Option("BOLE_PAYER", "text", "", "送盘文件里付款人的名称", "name of the payer in files for the bank"),
        Option(
            "BOLE_PAYER_ACCOUNT",
            "text",
            "",
            "送盘文件里付款人的账号",
            "account of the payer in files for the bank",
            secret=True,
        ),
        Option("BOLE_PAYER_BANK", "text", "", "送盘文件里付款人的开户银行", "bank of the payer in files for the bank"),
        Option("BOLE_UPLOAD_MB", "number", "200", "上传文件的上限", "largest upload", least=1),
        Option("BOLE_LOG", "text", "text", "技术日志的写法：text 或 json", "form of the technical log: text or json"),
        Option("BOLE_LOG_LEVEL", "text", "INFO", "技术日志记到哪一级", "level of the technical log"),
    )
}
"""设置项 by name, in the order of the page."""


class _FileEnv(environ.Env):  # type: ignore[misc] # it has no types
    """What a file says stays out of the environment of the process, and so of its children."""

    ENVIRON: ClassVar[dict[str, str]] = {}


_TRUE: Final = ("yes", "true", "on", "1")
_FALSE: Final = ("no", "false", "off", "0", "")


def text(name: str) -> str:
    """The value of a setting; raises KeyError for one that is not in the table."""
    option = OPTIONS[name]
    found = os.environ.get(name)
    if found is None and name != "BOLE_HOME":
        found = _file().get(name)
    return option.default if found is None else found.strip()


def number(name: str) -> int:
    """A setting that counts; raises BoleError for what is no number, or too small."""
    found, least = text(name), OPTIONS[name].least
    if not (found.isascii() and found.isdigit()) or int(found) < least:
        raise BoleError(BAD_SETTING, name=name, found=found, wanted=f">= {least}")
    return int(found)


def flag(name: str) -> bool:
    """A setting that is on or off; raises BoleError for anything else."""
    found = text(name).lower()
    if found not in (*_TRUE, *_FALSE):
        raise BoleError(BAD_SETTING, name=name, found=found, wanted="yes, no")
    return found in _TRUE


def listed(name: str) -> list[str]:
    """A setting of several values."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def numbers(name: str) -> list[int]:
    """A setting of several numbers, the greatest first. Raises BoleError for what is none."""
    found = listed(name)
    for part in found:
        if not part.isascii() or not part.isdigit():
            raise BoleError(BAD_SETTING, name=name, found=part, wanted="30,7")
    return sorted({int(part) for part in found}, reverse=True)


def hours(name: str) -> tuple[int, int] | None:
    """A setting of two hours of the day, from and until; None where it is empty. Raises BoleError for what is none."""
    found = text(name)
    if not found:
        return None
    first, _dash, last = found.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) != int(last) and max(int(first), int(last)) < 24):
        raise BoleError(BAD_SETTING, name=name, found=found, wanted="1-5")
    return int(first), int(last)


def one_of(name: str, *allowed: str) -> str:
    """A setting with few values; raises BoleError for another."""
    found = text(name)
    if found not in allowed:
        raise BoleError(BAD_SETTING, name=name, found=found, wanted=", ".join(allowed))
    return found


def given_names() -> list[str]:
    """The settings of this table that somebody has set."""
    return sorted(name for name in OPTIONS if name in os.environ or name in _file())


def unknown_names() -> list[str]:
    """Names that look like settings and are none: a slip of the pen would else go unseen."""
    given = {name for name in (*os.environ, *_file()) if name.startswith("BOLE_")}
    return sorted(given - OPTIONS.keys())


def database(url: str) -> dict[str, Any]:
    """The address of a database as Django wants it."""
    # What is wrong is not repeated: there may be a password in it.
    wrong = BoleError(BAD_SETTING, name="BOLE_DATABASE_URL", found="…", wanted="postgresql://, sqlite:///")
    if url.partition("://")[0] not in ("postgresql", "postgres", "sqlite"):
        raise wrong
    try:
        return dict(environ.Env.db_url_config(url))
    except (environ.ImproperlyConfigured, ValueError, KeyError) as error:
        raise wrong from error


def _file() -> Mapping[str, str]:
    path = home() / FILE
    if not path.is_file():
        return {}
    _FileEnv.ENVIRON = {}
    _FileEnv.read_env(path)
    return _FileEnv.ENVIRON
