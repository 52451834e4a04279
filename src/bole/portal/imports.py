"""导入向导: upload, check, preview, confirm, result; each step has its address, and closing the page loses nothing."""

from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.registry.imports.selectors import (
    BatchShown,
    batch_shown,
    batches_shown,
    columns_shown,
    error_file_ending,
    error_file_write,
    fault_counts,
    faults_shown,
    kinds_shown,
    left_shown,
    preview_shown,
    targets_shown,
    template_write,
    undo_shown,
)
from bole.apps.registry.imports.services import (
    batch_begin,
    batch_cancel,
    batch_continue,
    batch_discard,
    batch_match,
    batch_recheck,
    batch_start,
    batch_withdraw,
)
from bole.apps.registry.sources import sources
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.downloads import sent
from bole.portal.visit import Acting, Visit, beside, screen

STEPS: Final = (N_("上传"), N_("检查"), N_("预览并确认"), N_("写入"), N_("结果"))
AT: Final = {
    "uploaded": 2,
    "checked": 3,
    "writing": 4,
    "done": 5,
    "cancelled": 5,
    "failed": 5,
    "undoing": 5,
    "undone": 5,
}
"""Which step a batch is at, by its state."""
RUNNING: Final = frozenset({"uploaded", "writing", "undoing"})
OUTCOMES: Final = (
    ("created", "ok", N_("新增")),
    ("changed", "ok", N_("更新")),
    ("unchanged", "plain", N_("未变")),
    ("conflicting", "ask", N_("冲突")),
    ("rejected", "no", N_("退回")),
)


@screen("import.read")
def imports(visit: Visit) -> HttpResponse:
    """导入记录: every file that came, the latest first."""
    source = visit.asked("source")
    rows = visit.rows
    start = (visit.page - 1) * rows
    found = batches_shown(actor=visit.actor, source=source, start=start, limit=rows + 1)
    told = {"batches": found[:rows], "more": len(found) > rows, "page": visit.page, "source": source}
    return visit.shows("imports", told | {"sources": _sources(visit, _("全部来源"))})


def _sources(visit: Visit, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((source.code, source.name) for source in sources(actor=visit.actor) if source.active)]


@screen("import.upload")
def import_new(visit: Visit) -> HttpResponse:
    """① 上传: what kind of data, from whom, and the file."""
    kinds = kinds_shown()
    told: dict[str, object] = {"kinds": kinds, "sources": _sources(visit, _("请选择来源")), "steps": STEPS}
    if visit.request.method != "POST":
        return visit.shows("import_new", told | {"given": {"kind": visit.asked("kind")}})
    given = {"kind": visit.given("kind"), "source": visit.given("source")}
    file, faults = visit.request.FILES.get("file"), {}
    if not given["source"]:
        faults["source"] = _("请选择数据来源")
    if file is None or isinstance(file, list):
        faults["file"] = _("请选择要上传的文件")
    elif not faults:
        try:
            batch = batch_begin(
                kind=given["kind"],
                source=given["source"],
                file_name=file.name or "",
                stream=file,  # type: ignore[arg-type] # Django's file reads as any binary stream does
                actor=visit.actor,
                at=visit.at,
            )
        except BoleError as error:
            faults["file"] = beside(error)
        else:
            return HttpResponseRedirect(reverse("import-batch", args=[batch]))
    return visit.shows("import_new", told | {"given": given, "faults": faults}, status=422)


@screen("import.read")
def import_batch(visit: Visit, batch: int) -> HttpResponse:
    """②至⑤: where a batch is, what was found, what would be and what was written."""
    if visit.request.method == "POST":
        try:
            return _acted(visit, batch)
        except BoleError as error:
            return _batch_page(visit, batch, error)
    return _batch_page(visit, batch)


def _batch_page(visit: Visit, batch: int, error: BoleError | None = None) -> HttpResponse:
    shown = batch_shown(batch=batch, actor=visit.actor)
    counts = shown.counts if shown.confirmed_at else shown.preview
    start = (visit.page - 1) * visit.rows
    total = sum(count for _code, _told, count in fault_counts(batch=batch, actor=visit.actor))
    told = {
        "batch": shown,
        "steps": STEPS,
        "at_step": AT[shown.state],
        "error": error,
        "outcomes": [(label, kind, counts.get(code, 0)) for code, kind, label in OUTCOMES] if counts else [],
        "faults": list(faults_shown(batch=batch, actor=visit.actor, start=start, limit=visit.rows)),
        "fault_total": total,
        "page": visit.page,
        "pages": max(1, -(-total // visit.rows)),
        "to_write": shown.rows - shown.preview.get("rejected", 0),
        "running": _is_running(shown),
        "done": _through(shown),
        "whole": _whole(shown),
        "left": left_shown(batch=batch, actor=visit.actor, limit=visit.rows) if shown.undone else (),
    }
    if not shown.confirmed_at:
        told |= _before_confirming(visit, shown)
    return visit.shows("import_batch", told, status=422 if error else 200)


def _before_confirming(visit: Visit, shown: BatchShown) -> dict[str, object]:
    """The columns of the file and the first rows as they were understood: what is looked at before one confirms."""
    targets = targets_shown(kind=shown.kind)
    labels = {target.to: target.label for target in targets}
    samples = preview_shown(batch=shown.number, actor=visit.actor).samples
    named = [(label, kind, samples[code]) for code, kind, label in OUTCOMES if samples.get(code)]
    columns = columns_shown(batch=shown.number, actor=visit.actor)
    missing = [t.label for t in targets if t.required and t.to not in {column.to for column in columns}]
    return {
        "columns": columns,
        "targets": [("", _("不用这一列")), *labels.items()],
        "missing": missing if columns else [],
        "samples": [(label, kind, [_sample(row, labels) for row in rows[:5]]) for label, kind, rows in named],
    }


def _sample(row: dict[str, object], labels: dict[str, str]) -> tuple[object, list[tuple[str, object]]]:
    """A row as it was understood: its number and its items with their names."""
    return row["row"], [(labels[item], value) for item, value in row.items() if item in labels]


def _is_running(shown: BatchShown) -> bool:
    """Whether the worker is at it: something on the page will change by itself."""
    waits = shown.state == "checked" and not shown.preview
    return (shown.state in RUNNING or waits) and shown.failure is None


def _acted(visit: Visit, batch: int) -> HttpResponse:
    """One act upon a batch, named by its button."""
    act, who = visit.given("act"), Acting(actor=visit.actor, at=visit.at)
    if act == "confirm":
        batch_start(batch=batch, **who)
    elif act == "cancel":
        batch_cancel(batch=batch, **who)
        messages.success(visit.request, _("已停止。写入的行都在，可以继续。"))
    elif act == "resume":
        batch_continue(batch=batch, **who)
    elif act == "discard":
        batch_discard(batch=batch, **who)
        messages.success(visit.request, _("已放弃这个文件，登记库没有变动。"))
    elif act == "choose":
        names = visit.request.POST.getlist("heading")
        batch_match(batch=batch, chosen={name: visit.given(f"to-{at}") for at, name in enumerate(names)}, **who)
    elif act == "check":
        batch_recheck(batch=batch, actor=visit.actor)
    return HttpResponseRedirect(reverse("import-batch", args=[batch]))


@screen("import.read")
def import_progress(visit: Visit, batch: int) -> HttpResponse:
    """进度 for the page that waits: the part that shows it, or the word to load the page anew."""
    shown = batch_shown(batch=batch, actor=visit.actor)
    if visit.asked("state") != shown.state or not _is_running(shown):
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return visit.shows("import_job", {"batch": shown, "done": _through(shown), "whole": _whole(shown)})


def _through(shown: BatchShown) -> int:
    if shown.state == "undoing" and shown.undone is not None:
        return shown.undone.done
    return shown.checked if shown.state == "uploaded" else shown.done


def _whole(shown: BatchShown) -> int:
    return shown.undone.whole if shown.state == "undoing" and shown.undone is not None else shown.rows


@screen("import.confirm")
def import_undo(visit: Visit, batch: int) -> HttpResponse:
    """撤销导入: what would be closed, opened again and left, before somebody confirms it."""
    shown = batch_shown(batch=batch, actor=visit.actor)
    told = {"batch": shown, "undo": undo_shown(batch=batch, actor=visit.actor)}
    if visit.request.method != "POST":
        return visit.shows("import_undo", told)
    try:
        batch_withdraw(batch=batch, actor=visit.actor, at=visit.at)
    except BoleError as error:
        return visit.shows("import_undo", told | {"error": error}, status=422)
    return HttpResponseRedirect(reverse("import-batch", args=[batch]))


@screen("import.read")
def import_errors(visit: Visit, batch: int) -> FileResponse:
    """错误行文件: the rejected rows in the shape of the upload, with a column that says why."""
    ending = error_file_ending(batch=batch, actor=visit.actor)
    return sent(
        f"errors-{batch}{ending}", lambda target: error_file_write(batch=batch, target=target, actor=visit.actor)
    )


@screen("import.upload")
def import_template(visit: Visit, kind: str) -> FileResponse:
    """模板 of a kind of data."""
    return sent(f"{kind}.xlsx", lambda target: template_write(kind=kind, target=target))
