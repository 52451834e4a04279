"""The queue on the pages: a pair seen side by side, joined, found again under one file, and parted again."""

import re

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.registry.linking.tasks import link_in_background
from bole.apps.registry.models import Doubt, Merge, PendingRow, Training
from tests.apps.registry.importing import checked, upload, written
from tests.apps.registry.people import number
from tests.portal.city import HERE, NAMES, THERE, City, SignsIn

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
WHY = "电话里核对过本人"


def roster(*, phone: str = "") -> int:
    """A roster with a masked number; the number of its batch."""
    row = {
        "姓名": NAMES[0], "证件号码": "", "出生日期": "1990-03-07", "班次编号": "K1", "培训项目": "岗位培训",
        "培训机构": "样例培训学校", "开班日期": "2024-05-03", "结业日期": "2024-06-03", "手机号码": phone,
    }  # fmt: skip
    return written(checked(upload("training", [row]))).batch


def test_a_held_row_is_joined_on_the_page_and_parted_again(city: City, signs_in: SignsIn) -> None:
    Doubt.objects.all().delete()
    link_in_background.call(roster())
    doubt = Doubt.objects.get()
    client = signs_in("officer", district=HERE)
    queue = client.get("/doubts").content.decode()
    assert f'href="/doubts/{doubt.pk}"' in queue
    page = client.get(f"/doubts/{doubt.pk}").content.decode()
    assert "没有证件号码" in page
    assert number(1) not in page
    assert len(re.findall(r'<rect class="bar-\d"', page)) == len(doubt.parts) + 1
    empty = client.post(f"/doubts/{doubt.pk}", {"act": "join", "reason": " "})
    assert (empty.status_code, Training.objects.filter(class_number="K1").count()) == (422, 0)
    assert "BOLE-R702" not in empty.content.decode(), "said beside the field, in words"
    joined = client.post(f"/doubts/{doubt.pk}", {"act": "join", "reason": WHY}, follow=True)
    assert "已归并" in joined.content.decode()
    assert Training.objects.get(class_number="K1", closed_at=None).person == city.people[0]
    merge = Merge.objects.get(pending__isnull=False)
    assert f'href="/merges/{merge.pk}"' in client.get("/merges").content.decode()
    parted = client.post(f"/merges/{merge.pk}", {"reason": WHY}, follow=True)
    assert "两边都恢复原样" in parted.content.decode()
    assert not Training.objects.filter(class_number="K1", closed_at=None)
    assert PendingRow.objects.get().settled_at is None


def test_two_files_are_merged_by_their_numbers_and_the_old_address_leads_on(city: City, signs_in: SignsIn) -> None:
    kept, gone, elsewhere = city.people
    client = signs_in("officer", district=HERE)
    for given, code in (
        ({"kept": "x", "gone": "1", "reason": WHY}, 422),
        ({"kept": str(kept), "gone": str(kept), "reason": WHY}, 422),
    ):
        assert client.post("/merges/new", given).status_code == code
    refused = client.post("/merges/new", {"kept": str(kept), "gone": str(elsewhere), "reason": WHY})
    assert refused.status_code == 403
    done = client.post("/merges/new", {"kept": str(kept), "gone": str(gone), "reason": WHY}, follow=True)
    assert f"档案 {gone} 并入" in done.content.decode()
    assert client.get(f"/people/{gone}").headers["Location"] == f"/people/{kept}"
    assert client.get(f"/people/{kept}").content.decode().count("职工养老保险") >= 2


def test_of_another_town_the_queue_is_empty(city: City, signs_in: SignsIn) -> None:
    client = signs_in("officer", district=THERE)
    assert f'href="/doubts/{city.doubt}"' not in client.get("/doubts").content.decode()
    for path in (f"/doubts/{city.doubt}", f"/merges/{city.merge}"):
        assert client.get(path).status_code in (403, 404), path
        assert client.post(path, {"act": "join", "reason": WHY}).status_code in (403, 404), path
    assert Doubt.objects.get(pk=city.doubt).state == "open"
