"""体检：状态: the database, the worker, the keys, the administrators, the log, and what reaches outside."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.module_loading import import_string

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.errors import CHAIN_BROKEN
from bole.apps.accounts.events import first_broken, heads_published, last_of
from bole.apps.accounts.keys import RINGS, copy_confirmed, key_ring
from bole.apps.accounts.resealing import newest_opens
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import administrators_missing
from bole.apps.registry.retention import Due, retention_due
from bole.apps.schemes.snapshots import snapshots_due
from bole.conf import options
from bole.conf.backups.making import MADE
from bole.conf.checkup_part import Found, green, red
from bole.conf.life import EVERY, sign_of
from bole.conf.migrating import versions
from bole.kernel.messages import _

OLDEST_POSTGRESQL: Final = 150_000
OLDEST_SQLITE: Final = (3, 37)
_SILENT: Final = 6 * EVERY
_WAITING: Final = timedelta(minutes=15)
_OVERDUE: Final = timedelta(days=30)
"""How long what is past its time may wait for somebody to erase it."""


def database() -> Found:
    """数据库: it answers, and is of a kind and age that is tested."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            version = str(cursor.fetchone()[0])
            cursor.execute("PRAGMA journal_mode")
            mode = str(cursor.fetchone()[0])
            told = f"SQLite {version}, {mode.upper()}"
            old = tuple(int(part) for part in version.split(".")[:2]) < OLDEST_SQLITE
            if mode != "wal":
                return red(told, _("数据库文件所在的磁盘不能用 WAL；请放在本机磁盘上，不要放在网络盘上。"))
        else:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
            told, old = f"PostgreSQL {number // 10000}.{number % 10000}", number < OLDEST_POSTGRESQL
    return red(told, _("请升级数据库：SQLite 3.37 或 PostgreSQL 15 以上。")) if old else green(told)


def migrations() -> Found:
    """库的版本: the one of this program."""
    found = versions()
    if found.unknown:
        return red(
            _("库比程序新：{names}。", names="、".join(found.unknown[:5])),
            _("请换用建库的或更新的版本；不要用旧版本打开。"),
        )
    if found.pending:
        return red(_("有 {count} 步升级未做。", count=len(found.pending)), _("请运行 bole serve，启动时会自动升级。"))
    return green(_("与程序一致。"))


def worker(at: datetime) -> Found:
    """后台任务: the worker lives, and nothing waits long."""
    sign = sign_of("worker")
    if sign is None or at.timestamp() - sign.at > _SILENT:
        return red(_("没有在运行。"), _("请运行 bole serve；它会一并启动后台任务。"))
    waiting = _oldest_waiting(at)
    if waiting is not None and waiting > _WAITING:
        minutes = int(waiting.total_seconds() // 60)
        return red(
            _("有任务等了 {minutes} 分钟。", minutes=minutes), _("请看后台任务的记录，必要时重新启动 bole serve。")
        )
    return green(_("在运行，进程 {process}。", process=sign.process))


def keys() -> Found:
    """密钥: they can be read, and open what was sealed last."""
    told = ", ".join(f"{name} v{key_ring(name).current} {key_ring(name).print}" for name in RINGS)
    for place in newest_opens():
        return red(
            _("打不开最近密封的资料：{place}。", place=place),
            _("这里的密钥不是密封它的那一套；请从保管的副本恢复 BOLE_HOME/keys。"),
        )
    return green(told)


def keys_copy() -> Found:
    """密钥的副本: somebody has said that there is one, since the keys last changed."""
    if copy_confirmed():
        return green(_("已确认另有副本。"))
    return red(
        _("没有确认副本；密钥丢了，证件号码、电话和账号就永远打不开。"),
        _("请把 BOLE_HOME/keys 复制到别处妥善保管，再运行：bole keys confirm"),
    )


def backup(at: datetime) -> Found:
    """备份: the last one is not too old."""
    remedy = _("请运行：bole backup 文件；文件存到别的机器上，密钥另存一处。")
    last = last_of(MADE)
    if last is None:
        return red(_("还没有备份过。"), remedy)
    days = max((at - last.at).days, 0)
    told = _("{days} 天前（{made}）。", days=days, made=f"{last.at.astimezone():%Y-%m-%d %H:%M}")
    return red(told, remedy) if days >= options.number("BOLE_BACKUP_DAYS") else green(told)


def snapshots(at: datetime) -> Found:
    """快照: none lies there past its day."""
    due = snapshots_due(at=at)
    if due:
        return red(_("有 {count} 份过了到期日期。", count=due), _("请运行：bole snapshot --erase-expired"))
    return green(_("没有过期的。"))


def administrators() -> Found:
    """三位管理员: one of each."""
    missing = administrators_missing()
    if missing:
        names = "、".join(_(ROLES[code].label) for code in missing)
        return red(
            _("缺：{names}。", names=names), _("请运行：bole account create 用户名 --role {role}", role=missing[0])
        )
    return green(_("都已任命。"))


def events() -> Found:
    """操作日志: the chain holds, and its head is published outside the database."""
    broken = first_broken()
    if broken is not None:
        return red(_(CHAIN_BROKEN.message, number=broken), _(CHAIN_BROKEN.remedy))
    published = heads_published()
    return green(_("完整；公布过 {count} 次链头。", count=len(published)))


def retention(at: datetime) -> Found:
    """保存期限: what is past its time is erased within a month."""
    actor = Actor.system("check")
    overdue = retention_due(actor=actor, at=at - _OVERDUE)
    if overdue:
        told = _("到期一个月还没有销毁：{tables}。", tables=_rows_told(overdue))
        return red(told, _("请业务负责人在“保存期限”页面核对后销毁。"))
    due = retention_due(actor=actor, at=at)
    return green(_("到期待销毁：{tables}。", tables=_rows_told(due)) if due else _("没有到期的。"))


def _rows_told(found: tuple[Due, ...]) -> str:
    """Each table with its rows; the first five."""
    told = [_("{table} {count} 行", table=due.table_label, count=due.rows) for due in found[:5]]
    return "、".join(told) + ("…" if len(found) > 5 else "")


def adapters() -> Found:
    """对外接口: each that is set says whether it is ready."""
    names = options.listed("BOLE_ADAPTERS")
    for name in names:
        try:
            found = import_string(name).check()
        except Exception as error:  # noqa: BLE001 - it is somebody else's code
            return red(f"{name}: {type(error).__name__}: {error}", _("请核对 BOLE_ADAPTERS 和这个接口的设置。"))
        if isinstance(found, Found) and not found.green:
            return Found(False, f"{name}: {found.told}", found.remedy)
    return green(", ".join(names) or _("没有配置。"))


def _oldest_waiting(at: datetime) -> timedelta | None:
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=at).order_by("enqueued_at")
    first = waiting.first()
    return at - first.enqueued_at if first else None
