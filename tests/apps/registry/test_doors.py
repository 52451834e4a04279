"""The two doors of imports that pages use: services take each step, selectors show what there is and what is open."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.models import User
from bole.apps.cases.background import news_in_background
from bole.apps.registry.imports import selectors, services, tasks, write
from bole.apps.registry.linking.tasks import link_in_background
from bole.apps.registry.models import Batch, Insurance
from bole.kernel.errors import BoleError
from bole.kernel.messages import use_language
from bole.kernel.writing import CANNOT_WRITE
from tests.apps.registry.importing import AT, SYSTEM, Uploads, csv_of, source_made
from tests.apps.registry.people import insured, number

pytestmark = pytest.mark.django_db

MANAGER = Actor(1, "某", (Granted("manager"),))
CLERK = Actor(2, "某", (Granted("clerk"),))


Begun = Callable[[bytes], int]


@pytest.fixture
def begun(uploads: Uploads) -> Begun:
    """`begun(content)`: a file that somebody uploaded; the number of its batch."""
    source_made("insurance")

    def begin(content: bytes) -> int:
        told = {"kind": "insurance", "source": "insurance", "file_name": "参保.csv"}
        return services.batch_begin(**told, stream=io.BytesIO(content), actor=SYSTEM, at=AT)

    return begin


def works() -> list[str]:
    """The worker carries out what waits for it, as the worker of `bole serve` does; what each task of an import gave."""
    known = {
        task.module_path: task
        for task in (tasks.check_in_background, tasks.write_in_background, link_in_background, news_in_background)
    }
    given: list[str] = []
    for waiting in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        waiting.delete()
        told = known[waiting.task_path].func(*waiting.args_kwargs["args"])
        given += [told] if isinstance(told, str) else []
    return given


def acts(batch: int, actor: Actor = SYSTEM) -> tuple[str, ...]:
    return selectors.batch_shown(batch=batch, actor=actor).acts


def test_an_import_from_its_first_page_to_its_last(begun: Begun, tmp_path: Path) -> None:
    batch = begun(csv_of([insured(1), insured(2, 姓名="李四", 险种="？")]))
    assert acts(batch) == ("choose", "check", "discard")
    assert selectors.preview_shown(batch=batch, actor=SYSTEM).counts == {}
    assert works() == [""]
    preview = selectors.preview_shown(batch=batch, actor=SYSTEM)
    assert (preview.counts["created"], preview.counts["rejected"]) == (1, 1)
    (sample,) = preview.samples["created"]
    assert (sample["row"], sample["person.name"], sample["started_on"]) == (2, "张三", "2024-05-03")
    assert number(1) not in str(sample)
    assert acts(batch) == ("choose", "check", "confirm", "discard", "errors")
    assert acts(batch, MANAGER) == acts(batch)
    services.batch_start(batch=batch, actor=SYSTEM, at=AT)
    assert acts(batch) == ("cancel", "resume", "errors")
    assert works() == [""]
    shown = selectors.batch_shown(batch=batch, actor=SYSTEM)
    assert (shown.state, shown.progress, shown.counts["created"], shown.acts) == (
        Batch.DONE, 100, 1, ("undo", "errors"),
    )  # fmt: skip
    ending = selectors.error_file_ending(batch=batch, actor=SYSTEM)
    assert selectors.error_file_write(batch=batch, target=tmp_path / f"错误{ending}", actor=SYSTEM) == 1
    assert selectors.preview_shown(batch=batch, actor=SYSTEM).samples["created"] == [], "names go with the values"


def test_columns_nobody_knows_are_shown_chosen_and_remembered(begun: Begun) -> None:
    rows = [{"称呼": "张三", **{key: value for key, value in insured(1).items() if key != "姓名"}}]
    batch = begun(csv_of([{**rows[0], "备考": "138 0000 0000 1", "序号": "1"}]))
    assert works() == ["BOLE-R015"]
    shown = selectors.batch_shown(batch=batch, actor=SYSTEM)
    assert shown.failure is not None
    assert (shown.failure.code, "姓名" in shown.failure.message) == ("BOLE-R015", True)
    use_language("en")
    told = selectors.batch_shown(batch=batch, actor=SYSTEM).failure
    assert told is not None
    assert told.message.isprintable()
    assert told.message != shown.failure.message
    use_language("zh")
    columns = {column.heading: column for column in selectors.columns_shown(batch=batch, actor=SYSTEM)}
    assert (columns["称呼"].to, columns["称呼"].known, columns["称呼"].examples) == ("", False, ("张三",))
    assert columns["险种"].to == "kind"
    assert (columns["序号"].to, columns["序号"].known) == ("", True)
    assert "0000" not in columns["备考"].examples[0]
    assert number(1) not in columns["证件号码"].examples[0]
    targets = {target.to: target for target in selectors.targets_shown(kind="insurance")}
    assert (targets["person.name"].label, targets["person.name"].required) == ("姓名", True)
    services.batch_match(batch=batch, chosen={"称呼": "person.name", "备考": ""}, actor=SYSTEM, at=AT)
    assert selectors.batch_shown(batch=batch, actor=SYSTEM).failure is None
    assert works() == [""]
    services.batch_start(batch=batch, actor=SYSTEM, at=AT)
    assert works() == [""]
    later = begun(csv_of(rows))
    assert works() == [""], "remembered for the source"
    assert selectors.preview_shown(batch=later, actor=SYSTEM).counts["unchanged"] == 1


def test_a_file_without_headings_has_no_columns_to_show(begun: Begun) -> None:
    batch = begun("甲,乙\n1,2\n".encode())
    assert works() == ["BOLE-R014"]
    assert selectors.columns_shown(batch=batch, actor=SYSTEM) == []


def test_what_was_stopped_or_failed_goes_on(begun: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = begun(csv_of([insured(1)]))
    works()
    services.batch_start(batch=batch, actor=SYSTEM, at=AT)
    services.batch_cancel(batch=batch, actor=SYSTEM, at=AT)
    assert works() == [""]
    assert (acts(batch), Insurance.objects.count()) == (("resume", "errors"), 0)
    services.batch_continue(batch=batch, actor=SYSTEM, at=AT)

    def full(*_arguments: object) -> bool:
        raise BoleError(CANNOT_WRITE, place="库", reason="disk full")

    with monkeypatch.context() as patched:
        patched.setattr(write, "_chunk", full)
        assert works() == ["BOLE-K003"]
    shown = selectors.batch_shown(batch=batch, actor=SYSTEM)
    assert shown.failure is not None
    assert (shown.state, "disk full" in shown.failure.message) == (Batch.FAILED, True)
    services.batch_continue(batch=batch, actor=SYSTEM, at=AT)
    assert works() == [""]
    assert Insurance.objects.count() == 1


def test_a_fault_of_the_program_is_told_and_does_not_leave_a_batch_hanging(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_arguments: object) -> None:
        raise ZeroDivisionError

    batch = begun(csv_of([insured(1)]))
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "batch_preview", broken)
        with pytest.raises(ZeroDivisionError):
            works()
    failure = selectors.batch_shown(batch=batch, actor=SYSTEM).failure
    assert failure is not None
    assert (failure.code, "confirm" in acts(batch), "check" in acts(batch)) == ("BOLE-R039", False, True)
    services.batch_recheck(batch=batch, actor=SYSTEM)
    assert works()[-1:] == [""]
    services.batch_start(batch=batch, actor=SYSTEM, at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "batch_write", broken)
        with pytest.raises(ZeroDivisionError):
            works()
    shown = selectors.batch_shown(batch=batch, actor=SYSTEM)
    assert shown.failure is not None
    assert (shown.state, shown.failure.code, "resume" in shown.acts) == (Batch.FAILED, "BOLE-R039", True)


def test_what_is_discarded_leaves_no_file(begun: Begun) -> None:
    batch = begun(csv_of([insured(1)]))
    works()
    services.batch_discard(batch=batch, actor=SYSTEM, at=AT)
    assert [*Path(settings.UPLOADS).iterdir()] == []
    assert acts(batch) == ()


def test_a_step_refused_leaves_no_task(begun: Begun) -> None:
    batch = begun(csv_of([insured(1)]))
    works()
    for step in (services.batch_start, services.batch_continue):
        with pytest.raises(BoleError) as refused:
            step(batch=batch, actor=CLERK, at=AT)
        assert refused.value.code == "BOLE-A005"
    with pytest.raises(BoleError) as refused:
        services.batch_continue(batch=batch, actor=SYSTEM, at=AT)
    assert refused.value.code == "BOLE-R034"
    assert works() == []


def test_steps_are_open_to_who_may_take_them(begun: Begun) -> None:
    batch = begun(csv_of([insured(1)]))
    works()
    assert acts(batch, Actor(3, "某", (Granted("officer"),))) == ("choose", "check", "discard", "errors")
    with pytest.raises(BoleError):
        acts(batch, Actor(4, "某", (Granted("worker"),)))


def test_the_worker_acts_for_who_asked_and_may_no_longer(begun: Begun) -> None:
    """Whoever lost his role between asking and writing writes nothing."""
    batch = begun(csv_of([insured(1)]))
    works()
    user = User.objects.create_user(username="passing")
    services.batch_start(batch=batch, actor=Actor(user.pk, "passing", (Granted("manager"),)), at=AT)
    assert works() == ["BOLE-A005"]
    failure = selectors.batch_shown(batch=batch, actor=SYSTEM).failure
    assert failure is not None
    assert (failure.code, Insurance.objects.count()) == ("BOLE-A005", 0)


def test_kinds_by_name_and_template(tmp_path: Path) -> None:
    kinds = dict(selectors.kinds_shown())
    assert kinds["insurance"] == "社会保险参保信息"
    selectors.template_write(kind="insurance", target=tmp_path / "模板.xlsx")
    assert (tmp_path / "模板.xlsx").stat().st_size > 0
