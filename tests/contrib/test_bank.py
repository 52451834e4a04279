"""Files for the bank: the order of the schema, sums to the fen; what comes back, and what is no such file."""

import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.apps.payments.bank_formats import FileHead, PaymentLine, ReturnLine, format_of, formats, yuan
from bole.kernel.errors import BoleError
from bole.kernel.money import fen_of

AT = datetime(2031, 6, 5, 2, 0, tzinfo=UTC)
DAY = date(2031, 6, 5)
LINES = [
    PaymentLine("ZF20310605-1-1", "张三", "6222000000001234567", "某某银行 <支行> & 分理处", 150_001),
    PaymentLine("ZF20310605-1-2", "买买提·热合曼", "6222000000001234568", "", 5),
]
HEAD = FileHead("ZF20310605-1", AT, DAY, "某市就业中心", "1234567890", "某某银行", 2, 150_006, "技能补贴")
_ORDER = {
    "Document": ["CstmrCdtTrfInitn"],
    "CstmrCdtTrfInitn": ["GrpHdr", "PmtInf"],
    "GrpHdr": ["MsgId", "CreDtTm", "Authstn", "NbOfTxs", "CtrlSum", "InitgPty", "FwdgAgt"],
    "PmtInf": [
        "PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct",
        "DbtrAgt", "DbtrAgtAcct", "UltmtDbtr", "ChrgBr", "ChrgsAcct", "ChrgsAcctAgt", "CdtTrfTxInf",
    ],
    "CdtTrfTxInf": [
        "PmtId", "PmtTpInf", "Amt", "XchgRateInf", "ChrgBr", "ChqInstr", "UltmtDbtr", "IntrmyAgt1", "CdtrAgt",
        "CdtrAgtAcct", "Cdtr", "CdtrAcct", "UltmtCdtr", "InstrForCdtrAgt", "Purp", "RgltryRptg", "Tax", "RltdRmtInf",
        "RmtInf",
    ],
    "PmtId": ["InstrId", "EndToEndId"],
    "DbtrAcct": ["Id", "Tp", "Ccy", "Nm"],
    "CdtrAcct": ["Id", "Tp", "Ccy", "Nm"],
    "FinInstnId": ["BIC", "ClrSysMmbId", "Nm", "PstlAdr", "Othr"],
}  # fmt: skip
"""Children of pain.001.001.03 and .09 in the order of their schemas, as far as they are used here."""


def written(code: str) -> bytes:
    target = io.BytesIO()
    format_of(code).write(target, HEAD, LINES)
    return target.getvalue()


def plain(tag: str) -> str:
    return tag.rpartition("}")[2]


@pytest.mark.parametrize(
    ("code", "message", "day"),
    [("pain.001", "pain.001.001.03", "ReqdExctnDt"), ("pain.001.09", "pain.001.001.09", "Dt")],
)
def test_pain_001_has_the_order_of_its_schema(code: str, message: str, day: str) -> None:
    root = ElementTree.fromstring(written(code))  # noqa: S314 - our own
    assert root.tag == f"{{urn:iso:std:iso:20022:tech:xsd:{message}}}Document"
    for element in root.iter():
        order = _ORDER.get(plain(element.tag))
        if order:
            places = [order.index(plain(child.tag)) for child in element]
            assert places == sorted(places), element.tag
    texts = {plain(one.tag): one.text for one in root.iter()}
    assert (texts["NbOfTxs"], texts["CtrlSum"], texts[day]) == ("2", "1500.06", "2031-06-05")
    sums = [one.text or "" for one in root.iter() if plain(one.tag) == "InstdAmt"]
    assert sums == ["1500.01", "0.05"]
    assert sum(map(fen_of, sums)) == HEAD.fen
    assert [one.text for one in root.iter() if plain(one.tag) == "Nm"][-1] == "买买提·热合曼"


def test_what_no_xml_can_hold_is_left_out() -> None:
    target = io.BytesIO()
    odd = PaymentLine("x" * 60, "张\x00三\x1b", "1", "", 1)
    format_of("pain.001").write(target, HEAD, [odd])
    root = ElementTree.fromstring(target.getvalue())  # noqa: S314 - our own
    assert max(len(one.text or "") for one in root.iter() if plain(one.tag) == "EndToEndId") == 35


@pytest.mark.parametrize(("code", "encoding"), [("csv", "utf-8-sig"), ("csv-gb18030", "gb18030")])
def test_the_table_ends_with_count_and_sum(code: str, encoding: str) -> None:
    rows = written(code).decode(encoding).splitlines()
    assert rows[0].startswith("支付编号,户名")
    assert rows[-1] == "合计,2,,,1500.06,"


@given(st.integers(0, 10**15))
def test_yuan_is_exact(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


HEADING = "支付编号,结果,已付金额（元）,原因,日期\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_table_comes_back(encoding: str) -> None:
    text = (
        HEADING + 'a,成功,"1,500.01",,2031-06-05\nb,失败,,账号不符,2031-06-05\nc,部分,3.5,,2031-06-05\n合计,3,1503.51\n'
    )
    assert format_of("csv").read(text.encode(encoding)) == [
        ReturnLine("a", "paid", 150_001, "", DAY),
        ReturnLine("b", "bounced", None, "账号不符", DAY),
        ReturnLine("c", "partly", 350, "", DAY),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "支付编号,结果\n", HEADING + "a,也许,,,2031-06-05\n", HEADING + "a,成功,1.234,,2031-06-05\n",
        HEADING + "a,成功,1,,昨天\n", HEADING + "a,成功,1,,2031-06-05\n合计,2,1\n",
        HEADING + "a,成功,1,,2031-06-05\n合计,1,2\n",
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BoleError, match="BOLE-M031"):
        format_of("csv").read(text.encode())


PAIN_002 = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2031-06-05T10:00:00</CreDtTm></GrpHdr><OrgnlPmtInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>a</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>b</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf>
</TxInfAndSts><TxInfAndSts><OrgnlEndToEndId>c</OrgnlEndToEndId><TxSts>PDNG</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
CAMT_054 = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn><Ntfctn>
<Ntry><Amt Ccy="CNY">1500.01</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2031-06-05</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><EndToEndId>a</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2031-06-05</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><EndToEndId>b</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


def test_statuses_and_entries_come_back() -> None:
    assert format_of("pain.001").read(PAIN_002.encode()) == [
        ReturnLine("a", "paid", None, "", DAY), ReturnLine("b", "bounced", None, "AC01", DAY),
    ]  # fmt: skip
    assert format_of("pain.001").read(CAMT_054.encode()) == [
        ReturnLine("a", "paid", 150_001, "", DAY), ReturnLine("b", "bounced", None, "AC04", DAY),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"<a>", b"<a/>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', b"PK\x03\x04\x00\x00",
     PAIN_002.replace("2031-06-05T", "gestern").encode()],
)  # fmt: skip
def test_xml_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(BoleError, match="BOLE-M031"):
        format_of("pain.001").read(content)


def test_a_format_that_nobody_has_is_refused() -> None:
    assert set(formats()) == {"csv", "csv-gb18030", "pain.001", "pain.001.09"}
    with pytest.raises(BoleError, match="BOLE-M030"):
        format_of("swift")
