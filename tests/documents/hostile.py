"""Texts made to hold a reader up: about one megabyte each, by case; for the tests and for `benchmarks/hostile_speed.py`.

`ordinary` is what they are measured against: as many bytes of the labelled documents.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

LABELLED = Path(__file__).parent / "labelled"
MEGABYTE = 1_000_000


def filled(piece: str) -> bytes:
    """One megabyte of a piece of text, again and again."""
    written = piece.encode()
    return written * (MEGABYTE // len(written))


SENTENCE = "到2031年，培训技能人才1.2万人次以上，安排资金300万元。由市人社局牵头，各有关单位配合。"
NESTED = ("一、甲", "（一）乙", "1.丙", "（1）丁", "①戊", "一是己")
ROW = "{}\t培训技能人才{}人次\t市人社局、市财政局\n"

SIGNS = (
    *"(（[【《“①十1，;|<&", "一、", "（一）", "1.", "一是", "第一条", "附件\n", "2031年", "1元", "（负责）", "责任单位：甲局、",
    "\t", " ", "\n", "某市人民政府\n", "甲、乙分别给予1万元、",
)  # fmt: skip

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{f"1 MB of {sign!r}": (".txt", partial(filled, sign)) for sign in SIGNS},
    "100,000 markers on one line": (".txt", lambda: ("".join(NESTED) * 17_000).encode()),
    "100,000 markers, one per line": (".txt", lambda: ("\n".join(NESTED) * 17_000).encode()),
    "markers alone on their lines": (".txt", lambda: "（一）\n".encode() * 100_000),
    "nested brackets": (".txt", lambda: ("（" * 150_000 + "）" * 150_000).encode()),
    "one line of 5 MB": (".txt", lambda: SENTENCE.encode() * (5 * MEGABYTE // len(SENTENCE.encode()))),
    "100,000 short lines": (".txt", lambda: "技能人才\n".encode() * 100_000),
    "table of 20,000 rows": (
        ".txt", lambda: ("附件\n序号\t任务\t责任单位\n" + "".join(ROW.format(i, i) for i in range(1, 20_001))).encode()
    ),
    "unclosed assignments": (".txt", lambda: filled("（牵头单位：甲局、")),
    "names of one line": (".txt", lambda: ("责任单位：" + "、".join(f"甲{i}局" for i in range(60_000)) + "。").encode()),
    "signatures": (".txt", lambda: filled("某市人民政府\n2031年5月6日\n")),
    "rows of bars": (".md", lambda: filled("|\n")), "cells": (".md", lambda: filled("|a|b|\n")),
    "stars": (".md", lambda: filled("**甲** ")), "links": (".md", lambda: filled("[a](/")),
    "less-than": (".html", lambda: b"<p>x" + filled("<")), "entities": (".html", lambda: b"<p>x" + filled("&#1;")),
    "nested tags": (".html", lambda: filled("<div>") + b"x"),
    "nested and closed": (".html", lambda: b"<div>" * 70_000 + b"x" + b"</div>" * 70_000),
    "nested tables": (".html", lambda: filled("<table><tr><td>") + b"x"),
    "closed never opened": (".html", lambda: b"<p>x" + filled("</p>")),
    "open comments": (".html", lambda: b"<p>x" + filled("<!--")), "open quotes": (".html", lambda: b"<p>x" + filled("<p '")),
    "nested lists": (".html", lambda: filled("<ul><li>x")), "scripts": (".html", lambda: b"<p>x" + filled("<script>")),
    "attributes": (".html", lambda: b"<p " + filled("a=b ") + b">x"),
    "spans": (".html", lambda: b"<table>" + filled("<tr><td rowspan=9999 colspan=9999>x")),
    "merged over nothing": (".html", lambda: b"<table><tr>" + b"<td rowspan=999999>x" * 60 + filled("<tr>")),
}  # fmt: skip


def ordinary(size: int = MEGABYTE) -> bytes:
    """So many bytes of dense text of the genre."""
    texts = b"\n".join(path.read_bytes() for path in sorted(LABELLED.glob("0[1-5]-*.txt")))
    cut = (texts * (size // len(texts) + 1))[:size]
    return cut.decode(errors="ignore").encode()
