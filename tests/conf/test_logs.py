"""The technical log holds no personal data, whoever writes to it."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from bole.conf.logs import logging_settings, scrub


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("id 442000199001010021 failed", "id … failed"),
        ("44200019900101002X", "…"),
        ("phone 13800000021", "phone …"),
        ("GET /people/?name=张三&id=1 200", "GET /people/?… 200"),
        ("batch 1234 rows 1000000", "batch 1234 rows 1000000"),
        ("at 2031-05-06T01:30:00", "at 2031-05-06T01:30:00"),
        ("sha a1b2c3d4e5f60718293a4b5c", "sha a1b2c3d4e5f60718293a4b5c"),
    ],
)
def test_long_numbers_and_queries_go(told: str, kept: str) -> None:
    assert scrub(None, "info", {"event": told}) == {"event": kept}


def test_what_is_nested_is_looked_into() -> None:
    event = {"event": "x", "rows": ["13800000021", {"id": 442000199001010021}], "ok": True, "n": 7}
    assert scrub(None, "info", event) == {"event": "x", "rows": ["…", {"id": "…"}], "ok": True, "n": 7}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log says, in JSON; afterwards it is as before."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    logging.config.dictConfig(logging_settings("json", "INFO"))
    stream = io.StringIO()
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(stream)
    yield stream
    root.handlers[:], root.level = before


def test_ours_and_the_libraries_lines_have_one_form(written: io.StringIO) -> None:
    structlog.get_logger("bole.test").info("batch.done", rows=7, phone="13800000021")
    logging.getLogger("another.library").warning("no such person: %s", "442000199001010021")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["event"], first["rows"], first["phone"], first["level"]) == ("batch.done", 7, "…", "info")
    assert (second["event"], second["logger"]) == ("no such person: …", "another.library")


def test_a_traceback_is_scrubbed_too(written: io.StringIO) -> None:
    try:
        raise ValueError("442000199001010021")
    except ValueError:
        logging.getLogger("another.library").exception("failed")
    told = json.loads(written.getvalue())
    assert "Traceback" in told["exception"]
    assert "442000199001010021" not in written.getvalue()


def test_plain_lines_are_for_people(written: io.StringIO) -> None:
    logging.config.dictConfig(logging_settings("text", "nonsense"))
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    structlog.get_logger("bole.test").info("batch.done", rows=7)
    assert written.getvalue().endswith(" info bole.test batch.done rows=7\n")
