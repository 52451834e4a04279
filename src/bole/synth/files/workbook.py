"""工作簿: one sheet of text and numbers as xlsx, written row by row without a model of it in memory.

A library that builds the sheet in memory needs a minute for what takes a second here, and dates the file by the clock.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import polars as pl

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_PIECE: Final = 20_000
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def write_workbook(frame: pl.DataFrame, title: str, file: Path) -> None:
    """Writes texts and whole numbers under a row of headings; an empty cell stays empty."""
    workbook = (
        f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in {**_PARTS, "xl/workbook.xml": workbook}.items():
            archive.writestr(_entry(name), (_HEAD + text).encode())
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            for text in _sheet(frame):
                sheet.write(text.encode())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(frame: pl.DataFrame) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_SHEETS}"><sheetData><row>'
    yield "".join(f'<c t="inlineStr"><is><t>{escape(name)}</t></is></c>' for name in frame.columns) + "</row>"
    for start in range(0, frame.height, _PIECE):
        cells = [_cell(frame.schema[name], name) for name in frame.columns]
        piece = frame.slice(start, _PIECE).select(pl.concat_str(pl.lit("<row>"), *cells, pl.lit("</row>")))
        yield "".join(piece.to_series().to_list())
    yield "</sheetData></worksheet>"


def _cell(kind: pl.DataType, name: str) -> pl.Expr:
    here = pl.col(name)
    if kind.is_integer():
        return pl.when(here.is_null()).then(pl.lit("<c/>")).otherwise(pl.format("<c><v>{}</v></c>", here))
    text = here.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    cell = pl.format('<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>', text)
    return pl.when(here.is_null()).then(pl.lit("<c/>")).otherwise(cell)
