"""摘要: the digest of what decides, for receipts: SHA-256 of one canonical JSON."""

import hashlib
import json
from datetime import date

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import Period


def digest(value: object) -> str:
    """SHA-256 in hexadecimal; keys in order, no blanks, dates as 2024-02-29, periods as 12M. No float is taken."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case Period() | ClauseRef():
            return str(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(type(value).__name__)
