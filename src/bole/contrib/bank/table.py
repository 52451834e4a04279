"""通用 CSV: one line a payment with the count and sum at the end; back: number, outcome, sum, reason, day."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO, ClassVar, Final

from bole.apps.payments.bank_formats import BOUNCED, PAID, PARTLY, FileHead, PaymentLine, ReturnLine, yuan
from bole.apps.payments.errors import RETURN_UNREADABLE
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.kernel.money import fen_of

OUT: Final = ("支付编号", "户名", "账号", "开户银行", "金额（元）", "用途")
BACK: Final = ("支付编号", "结果", "已付金额（元）", "原因", "日期")
TOTAL: Final = "合计"
_WORDS: Final = {
    "成功": PAID, "已付": PAID, "已支付": PAID, "部分": PARTLY, "部分成功": PARTLY, "失败": BOUNCED, "退回": BOUNCED,
    "退票": BOUNCED, PAID: PAID, PARTLY: PARTLY, BOUNCED: BOUNCED,
}  # fmt: skip


class Utf8Table:
    """CSV, UTF-8."""

    title: ClassVar = N_("通用 CSV（UTF-8）")
    ending: ClassVar = "csv"
    reads: ClassVar = True
    encoding: ClassVar = "utf-8-sig"

    def write(self, target: BinaryIO, head: FileHead, lines: Iterable[PaymentLine]) -> None:
        """Heading, lines, count and sum."""
        text = io.TextIOWrapper(target, encoding=self.encoding, newline="", write_through=True)
        rows = csv.writer(text)
        rows.writerow(OUT)
        rows.writerows((one.reference, one.payee, one.account, one.bank, yuan(one.fen), head.purpose) for one in lines)
        rows.writerow((TOTAL, head.count, "", "", yuan(head.fen), ""))
        text.flush()
        text.detach()

    def read(self, content: bytes) -> Sequence[ReturnLine]:
        """Every line, and the total held against them where there is one."""
        rows = list(csv.reader(io.StringIO(decoded(content))))
        if not rows or [cell.strip() for cell in rows[0][: len(BACK)]] != list(BACK):
            raise BoleError(RETURN_UNREADABLE, why=_("第 1 行要是：{columns}", columns="、".join(BACK)))
        found: list[ReturnLine] = []
        paid = 0
        for number, row in enumerate(rows[1:], 2):
            if not any(cell.strip() for cell in row):
                continue
            if row[0].strip() == TOTAL:
                _total(row, len(found), paid, number)
                continue
            found.append(_line(row, number))
            paid += found[-1].fen or 0
        return found


class Gb18030Table(Utf8Table):
    """CSV, GB18030."""

    title: ClassVar = N_("通用 CSV（GB18030）")
    encoding: ClassVar = "gb18030"


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else GB18030. Raises BoleError where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BoleError(RETURN_UNREADABLE, why=_("既不是 UTF-8，也不是 GB18030"))


def _line(row: Sequence[str], number: int) -> ReturnLine:
    cells = [cell.strip() for cell in [*row, "", "", "", "", ""][: len(BACK)]]
    reference, outcome, sum_, why, day = cells
    if outcome not in _WORDS:
        raise BoleError(RETURN_UNREADABLE, why=_("第 {row} 行的结果“{found}”认不出", row=number, found=outcome[:20]))
    try:
        fen = fen_of(sum_.replace(",", "")) if sum_ else None
        on = date.fromisoformat(day)
    except (BoleError, ValueError) as error:
        raise BoleError(RETURN_UNREADABLE, why=_("第 {row} 行的金额或日期读不懂", row=number)) from error
    return ReturnLine(reference[:60], _WORDS[outcome], fen, why[:60], on)


def _total(row: Sequence[str], count: int, paid: int, number: int) -> None:
    told = [cell.strip() for cell in [*row, "", "", ""]]
    wrong = told[1].isdigit() and int(told[1]) != count
    if told[2] and not wrong:
        try:
            wrong = fen_of(told[2].replace(",", "")) != paid
        except BoleError:
            wrong = True
    if wrong:
        raise BoleError(RETURN_UNREADABLE, why=_("第 {row} 行的合计与各行不符", row=number))
