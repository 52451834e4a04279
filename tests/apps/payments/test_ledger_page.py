"""The ledger as it is read: lists and sums that add up, the chain as it was checked last, downloads."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.payments.ledger_page import (
    LedgerFilters,
    chain_state,
    ledger,
    ledger_check,
    ledger_check_daily,
    ledger_check_in_background,
    ledger_choices,
    ledger_export,
)
from bole.apps.payments.models import Transfer
from bole.apps.payments.shown import report
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, SYSTEM, account
from tests.apps.payments.paying import SCHEME, SUM, YEAR, Treasury, all_of, batch_of, committed, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(treasury: Treasury) -> Treasury:
    """Four were paid for: three paid, one bounced."""
    committed(4)
    batch = batch_of(treasury)
    rows = all_of(batch)
    returned(treasury, [(rows[0][0], "退回", "", "户名不符"), *rows[1:]])
    return treasury


def asked(**told: str) -> LedgerFilters:
    return LedgerFilters.of(told)


def test_the_whole_and_its_parts_add_up(booked: Treasury) -> None:
    whole = ledger(filters=asked(), actor=booked.accountant)
    kinds = {label: (count, fen) for label, count, fen in whole.kinds}
    assert kinds["承付"] == (4, 4 * SUM)
    assert kinds["已支付"] == (3, 3 * SUM)
    assert kinds["银行退回"] == (1, SUM)
    assert (whole.total.committed, whole.total.paid, whole.total.net) == (4 * SUM, 3 * SUM, 3 * SUM)
    numbers = [row.number for row in whole.rows]
    assert numbers == sorted(numbers, reverse=True)
    for by in ("day", "fund", "scheme"):
        found = ledger(filters=asked(by=by), actor=booked.accountant)
        assert not found.rows
        for name in ("count", "committed", "paid", "back", "net"):
            assert sum(getattr(one, name) for one in found.groups) == getattr(whole.total, name), (by, name)
        narrowed = [_narrowed(by, one.key) for one in found.groups]
        counts = [ledger(filters=one, actor=booked.accountant).total.count for one in narrowed]
        assert counts == [one.count for one in found.groups], "each leads to what it is made of"


def _narrowed(by: str, key: str) -> LedgerFilters:
    return asked(since=key, until=key) if by == "day" else asked(**{by: key})


def test_figures_of_the_report_lead_to_their_transfers(booked: Treasury) -> None:
    from urllib.parse import parse_qs

    for by in ("scheme", "district", "month"):
        for row in report(by=by, year=YEAR, actor=booked.accountant).rows:
            told = {name: values[0] for name, values in parse_qs(row.where).items()}
            found = ledger(filters=asked(year=str(YEAR), kind="net", **told), actor=booked.accountant)
            assert (found.total.paid, found.total.back, found.total.net) == (row.paid, row.back, row.net), (by, row)


def test_pages_and_filters_that_are_none(booked: Treasury) -> None:
    first, last = (ledger(filters=asked(), actor=booked.treasurer, page=n, size=4) for n in (1, 99))
    assert len(first.rows) == 4
    assert last.rows[-1].number == 1
    assert asked(since="x", until="2031-13-01", kind="bad", by="bad", year="y") == LedgerFilters()
    assert ledger(filters=asked(scheme="-"), actor=booked.treasurer).total.count == 1, "the budget itself"
    assert ledger_choices(actor=booked.treasurer)["schemes"][0][0] == SCHEME


def test_who_may_look_and_who_not(booked: Treasury) -> None:
    auditor = Actor(9, "审计", (Granted("audit-administrator"),))
    assert ledger(filters=asked(), actor=auditor).total.count == ledger(filters=asked(), actor=SYSTEM).total.count
    clerk = account("clerk", "clerk-9")
    for read in (lambda: ledger(filters=asked(), actor=clerk), lambda: chain_state(actor=clerk)):
        with pytest.raises(BoleError, match="BOLE-A005"):
            read()


def test_the_chain_is_told_as_it_was_checked_last(booked: Treasury) -> None:
    state = chain_state(actor=booked.accountant)
    assert (state.checked_at, state.broken, state.number) == (None, None, Transfer.objects.count())
    ledger_check(actor=booked.accountant, at=AT)
    state = chain_state(actor=booked.accountant)
    assert (state.checked_at, state.checked_by, state.checked_upto) == (AT, booked.accountant.name, state.number)
    assert (state.broken, state.unequal) == (None, 0)
    Transfer.objects.filter(number=3).update(fen=1)
    assert chain_state(actor=booked.accountant).broken is None, "until somebody looks"
    ledger_check_daily(at=AT + timedelta(hours=1))
    assert chain_state(actor=booked.accountant).broken is None, "once a day"
    ledger_check_daily(at=AT + timedelta(days=1))
    state = chain_state(actor=booked.accountant)
    assert (state.broken, state.unequal, state.checked_by) == (3, 1, Actor.system("worker").name)
    ledger_check_in_background.func(None, "某人")
    assert chain_state(actor=booked.accountant).checked_by == "某人"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_download_says_what_the_page_says(booked: Treasury, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"ledger.{ending}"
    count = ledger_export(target=target, filters=asked(kind="pay"), actor=booked.accountant, at=AT)
    assert count == 3
    if ending == "csv":
        lines = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
        assert lines[0][0] == "序号"
        sums = [line[8] for line in lines[1:]]
        assert sums == ["1500.00"] * 3
    else:
        [sheet] = load_workbook(target).worksheets
        rows = list(sheet.iter_rows(values_only=True))
        assert [row[8] for row in rows[4:]] == [1500] * 3
