"""阅读: bytes of a file -> one `Reading`; each step takes the former's result and none looks back at bytes."""

from __future__ import annotations

from pathlib import Path

from bole.documents.layout import layout
from bole.documents.lineage import citations
from bole.documents.metadata import metadata
from bole.documents.outline import outline
from bole.documents.quantities import quantities
from bole.documents.reading import Reading
from bole.documents.source import Source, source_from_bytes, source_of
from bole.documents.stacked import with_stacked_tables
from bole.documents.text import assemble
from bole.documents.units import units
from bole.kernel.collecting import without_collection


def read_source(source: Source) -> Reading:
    """Read one decoded document."""
    with without_collection():
        return _read(source)


def _read(source: Source) -> Reading:
    text = assemble(with_stacked_tables(source.lines))
    parts = layout(text)
    about = metadata(text, parts)
    clauses = outline(text, parts)
    figures = quantities(
        text, clauses, issued=about.date_of_issue or about.date_published, reply=about.proposal_number is not None
    )
    return Reading(
        document=source.name,
        sha256=source.sha256,
        format=source.format,
        encoding=source.encoding,
        raw=source.raw,
        text=text,
        metadata=about,
        clauses=clauses.clauses,
        units=units(text, clauses),
        targets=figures.targets,
        facts=figures.facts,
        money=figures.money,
        cites=citations(text, parts),
        doubts=(*source.warnings, *figures.doubts),
    )


def read_file(path: Path) -> Reading:
    """Read one file; raises `BoleError` where it cannot be read."""
    with without_collection():
        return _read(source_of(path))


def read_text(raw: str, name: str = "text.txt") -> Reading:
    """Read a text that is already in memory; offsets count its code points."""
    return read_source(source_from_bytes(raw.encode("utf-8"), name))
