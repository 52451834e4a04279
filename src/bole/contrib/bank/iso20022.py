"""ISO 20022: pain.001.001.03 or .09 to the bank; pain.002 and camt.054 back, as far as one sum a payment needs them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import BinaryIO, ClassVar, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from bole.apps.payments.bank_formats import BOUNCED, PAID, PARTLY, FileHead, PaymentLine, ReturnLine, yuan
from bole.apps.payments.errors import RETURN_UNREADABLE
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.kernel.money import fen_of

_SCHEMA: Final = "urn:iso:std:iso:20022:tech:xsd:"
CURRENCY: Final = "CNY"
_NAME, _TEXT, _ID = 140, 140, 35
_PAID: Final = ("ACSC", "ACCC", "ACSP")
_REFUSED: Final = ("RJCT", "CANC")
_CONTROL: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Pain001:
    """pain.001.001.03, and back pain.002 or camt.054."""

    title: ClassVar = N_("ISO 20022（pain.001.001.03；回盘 pain.002、camt.054）")
    message: ClassVar = "pain.001.001.03"
    ending: ClassVar = "xml"
    reads: ClassVar = True

    def write(self, target: BinaryIO, head: FileHead, lines: Iterable[PaymentLine]) -> None:
        """The elements in the order of the schema; written as they come, so that a long batch takes no memory."""
        target.write(_opening(head, self.message).encode())
        for line in lines:
            target.write(_transfer(line, head).encode())
        target.write(b"</PmtInf></CstmrCdtTrfInitn></Document>\n")

    def read(self, content: bytes) -> Sequence[ReturnLine]:
        """What the bank says of each payment."""
        root = _parsed(content)
        names = {_plain(child.tag) for child in root}
        if "CstmrPmtStsRpt" in names:
            return list(_statuses(root))
        if "BkToCstmrDbtCdtNtfctn" in names:
            return list(_entries(root))
        raise BoleError(RETURN_UNREADABLE, why=_("既不是 pain.002，也不是 camt.054"))


class Pain001Of2019(Pain001):
    """pain.001.001.09, in which the day of execution stands in an element of its own."""

    title: ClassVar = N_("ISO 20022（pain.001.001.09；回盘 pain.002、camt.054）")
    message: ClassVar = "pain.001.001.09"


def _opening(head: FileHead, message: str) -> str:
    sums = f"<NbOfTxs>{head.count}</NbOfTxs><CtrlSum>{yuan(head.fen)}</CtrlSum>"
    made, on = head.made_at.isoformat(timespec="seconds"), head.pay_on.isoformat()
    day = f"<Dt>{on}</Dt>" if message == Pain001Of2019.message else on
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{_SCHEMA}{message}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{_cut(head.number, _ID)}</MsgId><CreDtTm>{made}</CreDtTm>{sums}"
        f"<InitgPty><Nm>{_cut(head.payer, _NAME)}</Nm></InitgPty></GrpHdr>"
        f"<PmtInf><PmtInfId>{_cut(head.number, _ID)}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>{sums}"
        f"<ReqdExctnDt>{day}</ReqdExctnDt><Dbtr><Nm>{_cut(head.payer, _NAME)}</Nm></Dbtr>"
        f"<DbtrAcct>{_account(head.payer_account)}<Ccy>{CURRENCY}</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_institution(head.payer_bank)}</DbtrAgt>\n"
    )


def _transfer(line: PaymentLine, head: FileHead) -> str:
    reference = _cut(line.reference, _ID)
    agent = f"<CdtrAgt>{_institution(line.bank)}</CdtrAgt>" if line.bank else ""
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{reference}</InstrId><EndToEndId>{reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{CURRENCY}">{yuan(line.fen)}</InstdAmt></Amt>{agent}'
        f"<Cdtr><Nm>{_cut(line.payee, _NAME)}</Nm></Cdtr><CdtrAcct>{_account(line.account)}</CdtrAcct>"
        f"<RmtInf><Ustrd>{_cut(head.purpose, _TEXT)}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )


def _account(number: str) -> str:
    return f"<Id><Othr><Id>{_cut(number or 'NOTPROVIDED', 34)}</Id></Othr></Id>"


def _institution(name: str) -> str:
    if not name:
        return "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"
    return f"<FinInstnId><Nm>{_cut(name, _NAME)}</Nm></FinInstnId>"


def _cut(text: str, most: int) -> str:
    return escape(_CONTROL.sub("", text)[:most])


# --- what comes back ---


def _parsed(content: bytes) -> ElementTree.Element:
    # Entities make a small file large; a bank has none.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:200]:
        raise BoleError(RETURN_UNREADABLE, why=_("文件里有实体声明，或不是 UTF-8"))
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - no declaration of types or entities comes this far
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BoleError(RETURN_UNREADABLE, why=_("不是完整的 XML")) from error


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _all(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (one for one in element.iter() if _plain(one.tag) == name)


def _text(element: ElementTree.Element, *names: str) -> str:
    """The text at the end of a path of names, each anywhere below the one before; "" where there is none."""
    for name in names:
        found = next((one for one in _all(element, name) if one is not element), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise BoleError(RETURN_UNREADABLE, why=_("日期“{found}”读不懂", found=text[:20])) from error


def _sum(text: str) -> int | None:
    if not text:
        return None
    try:
        return fen_of(re.sub(r"(\.\d\d)0+$", r"\1", text))
    except BoleError as error:
        raise BoleError(RETURN_UNREADABLE, why=_("金额“{found}”读不懂", found=text[:20])) from error


def _statuses(root: ElementTree.Element) -> Iterator[ReturnLine]:
    made = _text(root, "GrpHdr", "CreDtTm")
    for one in _all(root, "TxInfAndSts"):
        status = _text(one, "TxSts")
        if status not in (*_PAID, *_REFUSED, "PART"):
            continue  # still on its way
        outcome = PAID if status in _PAID else PARTLY if status == "PART" else BOUNCED
        why = _text(one, "StsRsnInf", "Rsn", "Cd") or _text(one, "StsRsnInf", "AddtlInf")
        day = _text(one, "AccptncDtTm") or made
        fen = _sum(_text(one, "InstdAmt")) if outcome != BOUNCED else None
        yield ReturnLine(_text(one, "OrgnlEndToEndId")[:60], outcome, fen, why[:60], _day(day))


def _entries(root: ElementTree.Element) -> Iterator[ReturnLine]:
    for entry in _all(root, "Ntry"):
        day = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm"))
        back = _text(entry, "CdtDbtInd") == "CRDT"
        details = list(_all(entry, "TxDtls"))
        for one in details:
            reference = _text(one, "EndToEndId")[:60]
            why = (_text(one, "RtrInf", "Rsn", "Cd") or _text(one, "RtrInf", "AddtlInf"))[:60]
            if back:
                yield ReturnLine(reference, BOUNCED, None, why, day)
            else:
                sum_ = _text(one, "TxAmt", "Amt") or (_text(entry, "Amt") if len(details) == 1 else "")
                yield ReturnLine(reference, PAID, _sum(sum_), why, day)
