"""答案: what somebody wrote in answer to a question, read as generously as it can be, kept in one form."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from bole.apps.cases import errors
from bole.apps.cases.completeness import title_of
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.policy.case_kinds import Question

_DAY: Final = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?")
_MONEY: Final = re.compile(r"\d{1,10}(\.\d{1,2})?")
_ACCOUNT: Final = re.compile(r"\d{8,30}")
LONGEST: Final = {"note": 2_000}
_USUAL: Final = 200


def answer_read(question: Question, text: str) -> str:
    """The answer in the form that is kept; "" where nothing was written. Raises BoleError where it is none."""
    told = unicodedata.normalize("NFKC", text).strip() if question.kind != "note" else text.strip()
    if not told:
        return ""
    most = LONGEST.get(question.kind, _USUAL)
    if len(told) > most:
        raise _wrong(question, _("最多 {most} 个字", most=most))
    return _READ.get(question.kind, _text)(question, told)


def _wrong(question: Question, why: str) -> BoleError:
    return BoleError(errors.ANSWER_WRONG, title=title_of(question), why=why)


def _text(question: Question, told: str) -> str:
    return told


def _count(question: Question, told: str) -> str:
    plain = told.replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise _wrong(question, _("要填一个整数"))
    return str(int(plain))


def _money(question: Question, told: str) -> str:
    plain = told.replace(",", "").removesuffix("元").strip()
    if not _MONEY.fullmatch(plain):
        raise _wrong(question, _("金额要像 1500.00 这样填，单位是元"))
    return plain


def _date(question: Question, told: str) -> str:
    found = _DAY.fullmatch(told) or _DAY.fullmatch(f"{told[:4]}-{told[4:6]}-{told[6:]}" if len(told) == 8 else "")
    try:
        return date(*map(int, found.groups())).isoformat() if found else date.fromisoformat(told).isoformat()
    except ValueError as error:
        raise _wrong(question, _("日期要像 2026-06-03 这样填")) from error


def _choice(question: Question, told: str) -> str:
    if told not in {code for code, _title, _en in question.choices}:
        raise _wrong(question, _("请从列出的里面选"))
    return told


def _flag(question: Question, told: str) -> str:
    if told not in ("yes", "no"):
        raise _wrong(question, _("请选择是或否"))
    return told


def _account(question: Question, told: str) -> str:
    plain = re.sub(r"[\s-]", "", told)
    if not _ACCOUNT.fullmatch(plain):
        raise _wrong(question, _("银行账号是 8 到 30 位数字"))
    return plain


_READ: Final = {
    "count": _count,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "flag": _flag,
    "bank-account": _account,
}


def answer_told(question: Question, answer: str, *, masked: bool) -> str:
    """The answer as it is shown; a bank account by its last places alone to others than the applicant."""
    from bole.apps.accounts import masks
    from bole.kernel.messages import language

    if not answer:
        return ""
    if question.kind == "choice":
        named: Mapping[str, tuple[str, str]] = {code: (zh, en) for code, zh, en in question.choices}
        zh, en = named.get(answer, (answer, answer))
        return en if language() == "en" else zh
    if question.kind == "flag":
        return _("是") if answer == "yes" else _("否")
    return masks.account(answer) if masked and question.kind == "bank-account" else answer
