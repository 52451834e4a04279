"""技术日志: what the program did, without personal data; structlog for ours, the same form for the libraries'."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

_NUMBERS: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{9,}[0-9Xx]?(?![0-9A-Za-z])")
"""What may be an identity number, a phone, an account."""
_QUERY: Final = re.compile(r"\?[^\s\"']+")


def scrub(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Long numbers and the query part of addresses leave no trace in a log."""
    return {key: _scrubbed(value) for key, value in event.items()}


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return _QUERY.sub("?…", _NUMBERS.sub("…", value))
    if isinstance(value, (list, tuple)):
        return [_scrubbed(part) for part in value]
    if isinstance(value, dict):
        return {key: _scrubbed(part) for key, part in value.items()}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**14:
        return "…"
    return value


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING; everything goes to standard error, one event on a line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _plain
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, scrub, renderer],
        "foreign_pre_chain": [*shared, structlog.stdlib.PositionalArgumentsFormatter()],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"bole": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "bole"}},
        "root": {"handlers": ["stderr"], "level": level if level in logging.getLevelNamesMapping() else "INFO"},
        "loggers": {
            "django": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def _plain(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    """time level name event key=value, and a traceback below."""
    trace = event.pop("exception", None)
    at, level, name, told = (event.pop(key, "") for key in ("timestamp", "level", "logger", "event"))
    rest = " ".join(f"{key}={value!r}" for key, value in sorted(event.items()) if not key.startswith("_"))
    return " ".join(str(part) for part in (at, level, name, told, rest) if part) + (f"\n{trace}" if trace else "")
