"""Who looked at whose file can be told, by the person himself and by the audit administrator."""

from datetime import timedelta

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.looks import look, looks_at
from bole.kernel.errors import BoleError
from tests.apps.accounts.conftest import AT

pytestmark = pytest.mark.django_db
CLERK = Actor(3, "陈一", (Granted("clerk"),))


def test_a_person_sees_who_looked_at_his_file_the_latest_first() -> None:
    look(actor=CLERK, person=7, purpose="窗口查询", fields=("name",), at=AT)
    hour = timedelta(hours=1)
    look(actor=CLERK, person=7, purpose="核对", fields=("phone",), at=AT + hour, reason="电话有误", revealed=True)
    look(actor=CLERK, person=8, purpose="窗口查询", fields=("name",), at=AT)
    mine = looks_at(actor=Actor(9, "工人", person=7), person=7)
    assert [(one.fields, one.reason, one.revealed) for one in mine] == [
        ("phone", "电话有误", True),
        ("name", "", False),
    ]


def test_others_do_not_see_it_but_the_audit_administrator() -> None:
    look(actor=CLERK, person=7, purpose="窗口查询", fields=("name",), at=AT)
    with pytest.raises(BoleError, match="BOLE-A005"):
        looks_at(actor=Actor(9, "工人", person=8), person=7)
    with pytest.raises(BoleError, match="BOLE-A005"):
        looks_at(actor=CLERK, person=7)
    assert len(looks_at(actor=Actor(5, "审计", (Granted("audit-administrator"),)), person=7)) == 1
