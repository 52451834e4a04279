"""来源与批次: who hands data over, what it may change, and each file that came in."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint
from simple_history.models import HistoricalRecords

from bole.apps.accounts.sealing import BlindIndexField, SealedField


class Source(models.Model):
    """数据来源: a data source, which is a department or body; the lower its rank, the more it is trusted."""

    code = models.SlugField("编号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    rank = models.PositiveSmallIntegerField("可信次序", default=100)
    owns = models.JSONField("可改的项目", default=dict)
    """Kind of import to the list of columns that this source may change; a kind that is not there: all of them."""
    headings = models.JSONField("列名对照", default=dict)
    """Kind of import to heading as printed to column, remembered from the last file that was confirmed."""
    intervals = models.JSONField("更新间隔", default=dict)
    """Kind of import to the days within which the next file is due; a kind that is not there: as quality.yaml says."""
    active = models.BooleanField("在用", default=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """导入批次: one file on its way: uploaded, checked, previewed, confirmed, written."""

    UPLOADED, CHECKED, WRITING, DONE, CANCELLED, FAILED, UNDOING, UNDONE = (
        "uploaded",
        "checked",
        "writing",
        "done",
        "cancelled",
        "failed",
        "undoing",
        "undone",
    )
    STATES: ClassVar = (UPLOADED, CHECKED, WRITING, DONE, CANCELLED, FAILED, UNDOING, UNDONE)

    kind = models.CharField("数据种类", max_length=30)
    source = models.ForeignKey("registry.Source", models.PROTECT, verbose_name="来源")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    stored = models.CharField("存放名", max_length=80)
    """Name of the bytes in BOLE_HOME/uploads."""
    state = models.CharField("状态", max_length=10, choices=[(s, s) for s in STATES], default=UPLOADED, db_index=True)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.CharField("上传人", max_length=60)
    user = models.BigIntegerField("账户", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=60, blank=True, default="")
    columns = models.JSONField("列的对应", default=dict)
    """Heading as printed to what it is taken for; "" for a column that is left out."""
    chosen = models.JSONField("指定的对应", default=dict)
    """What somebody chose for headings of this file, before all that is known or remembered."""
    headings_row = models.PositiveIntegerField("列名所在行", default=1)
    checked = models.PositiveBigIntegerField("已检查行数", default=0)
    preview = models.JSONField("预览", default=dict)
    """The counts that writing would have given when it was last previewed."""
    rows = models.PositiveBigIntegerField("行数", default=0)
    done = models.PositiveBigIntegerField("已写行数", default=0)
    """Rows of the file that are through; a resumed batch goes on behind them."""
    created = models.PositiveBigIntegerField("新增", default=0)
    changed = models.PositiveBigIntegerField("更新", default=0)
    unchanged = models.PositiveBigIntegerField("未变", default=0)
    conflicting = models.PositiveBigIntegerField("冲突", default=0)
    rejected = models.PositiveBigIntegerField("退回", default=0)
    failed = models.JSONField("未能完成的原因", default=dict)
    """Code, place and params of the error that stopped it last."""
    cancel_asked = models.BooleanField("要求停止", default=False)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=60, blank=True, default="")
    undo = models.JSONField("撤销进度", default=dict)
    """Table and row that the undoing has come to, and its counts."""

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class BatchRow(models.Model):
    """有误或需留意的行: one fault of a row of a batch, in the words of the file."""

    batch = models.ForeignKey("registry.Batch", models.CASCADE, related_name="faults")
    row = models.PositiveBigIntegerField("行")
    """As the spreadsheet counts it: the heading is row 1."""
    column = models.CharField("列", max_length=120, blank=True, default="")
    value = models.CharField("填写的值", max_length=200, blank=True, default="")
    code = models.CharField("错误编号", max_length=12)
    params = models.JSONField("参数", default=dict)
    rejects = models.BooleanField("整行退回", default=True)
    holds = models.BooleanField("整行留待处理", default=False)
    """Whether the row is kept as a pending one; of a fault that neither rejects nor holds the rest was written."""

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["batch", "row", "column", "code"], name="one_fault_of_a_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row} {self.code}"


class PendingRow(models.Model):
    """留待处理的行: could not be written because nobody can say yet whose it is or which of two it is; never lost.

    `cells` holds what the row says as JSON, sealed. Linkage or a person settles it. The same row of the same source is
    kept once, however often it is sent.
    """

    batch = models.ForeignKey("registry.Batch", models.PROTECT, related_name="pending")
    source = models.ForeignKey("registry.Source", models.PROTECT, related_name="+")
    kind = models.CharField("数据种类", max_length=30)
    row = models.PositiveBigIntegerField("行")
    code = models.CharField("原因", max_length=12, db_index=True)
    thing = models.BigIntegerField("编号", unique=True)
    cells = SealedField("内容", of="thing")
    fingerprint = BlindIndexField("内容索引", of="cells", kind="pending", null=False, unique=True, db_index=False)
    kept_at = models.DateTimeField("留存时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_as = models.CharField("处理结果", max_length=20, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "row"], name="pending_of_batch")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row} {self.code}"


class LeftRow(models.Model):
    """撤销后留下的: what a batch that was undone left in the register, and why."""

    CHANGED, STANDS = "changed", "stands"
    """Somebody wrote it anew since; other records stand on it."""

    batch = models.ForeignKey("registry.Batch", models.CASCADE, related_name="left")
    table = models.CharField("登记表", max_length=20)
    thing = models.BigIntegerField("编号")
    why = models.CharField("原因", max_length=10, choices=[(w, w) for w in (CHANGED, STANDS)])
    by = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+", verbose_name="后来的批次")
    """The batch that wrote it anew; null: an officer, or nobody knows."""

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["batch", "table", "thing"], name="left_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.table} {self.thing}"
