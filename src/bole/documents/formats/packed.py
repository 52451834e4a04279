"""打包格式: docx and pdf, read by a child process; what it answers becomes lines, what it refuses an error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from bole.documents import errors
from bole.documents.formats.child import MEMORY_MB, SECONDS
from bole.documents.formats.plain import line_at
from bole.documents.reading import Doubt
from bole.documents.text import Line
from bole.kernel.children import ChildEnded, run_child
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import _

Packed = Literal["docx", "pdf"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """摘出结果: the text of a docx or pdf, its printed lines, and what could not be read of it."""

    raw: str
    lines: list[Line]
    warnings: tuple[Doubt, ...]


def extract(packed: Packed, data: bytes) -> Extracted:
    """Have a child read `data`. Raises BoleError for what it refuses, for its limits, and if it dies."""
    answer = _answer(packed, data)
    if "error" in answer:
        raise _refusal(answer["error"], answer["params"])
    raw = answer["text"]
    lines = [line_at(raw, start, end, firm=firm, cell=_place(place)) for start, end, firm, place in answer["spans"]]
    return Extracted(raw, lines, _warnings(answer["unread_pages"]))


def _place(place: list[int] | None) -> tuple[int, int, int, int, int] | None:
    if place is None:
        return None
    table, row, column, rowspan, colspan = place
    return table, row, column, rowspan, colspan


def _refusal(name: str, params: dict[str, Any]) -> BoleError:
    kind = getattr(errors, name)
    assert isinstance(kind, ErrorKind)
    if "pages" in params:
        params["pages"] = page_ranges(params["pages"])
    if "characters" in params:
        params["limit"] = _("{n} 字", n=params.pop("characters"))
    if "leaves" in params:
        params["limit"] = _("{n} 页", n=params.pop("leaves"))
    return BoleError(kind, **params)


def _warnings(pages: list[int]) -> tuple[Doubt, ...]:
    if not pages:
        return ()
    told = _("第 {pages} 页是扫描件，没有文字层，没有读到；需要先做文字识别（OCR）。", pages=page_ranges(pages))
    return (Doubt("needs-ocr", told, 0),)


def page_ranges(pages: list[int]) -> str:
    """Page numbers in short: 1-3、7."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    return "、".join("-".join(map(str, run)) for run in runs)


def _answer(packed: Packed, data: bytes) -> dict[str, Any]:
    try:
        told = run_child("bole.documents.formats.child", [packed], data, seconds=SECONDS)
        answer = json.loads(told)
    except ChildEnded as ended:
        raise _death(ended) from None
    except ValueError:
        raise BoleError(errors.CHILD_DIED, how="JSON") from None
    except OSError as error:
        raise BoleError(errors.CHILD_DIED, how=error.strerror or type(error).__name__) from None
    assert isinstance(answer, dict)
    return answer


def _death(ended: ChildEnded) -> BoleError:
    """Why a child ended without an answer."""
    if ended.how == "time":
        return BoleError(errors.TIME_LIMIT, seconds=SECONDS)
    if ended.how == "memory":
        return BoleError(errors.MEMORY_LIMIT, limit=MEMORY_MB)
    return BoleError(errors.CHILD_DIED, how=ended.what)
