"""子进程: docx and pdf are read in a process of their own, with limits, since such files may be hostile.

Run as `python -m bole.documents.formats.child docx`: the bytes come on standard input, one JSON object goes to standard
output: {"text", "spans", "unread_pages"}, or {"error", "params"} where `error` names a kind of bole.documents.errors.
`bole.documents.formats.packed` is the parent's side.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Final

from bole.documents.formats.transcript import Refused, Transcript
from bole.kernel.children import end_with_parent, limit

MEMORY_MB: Final = 1024
SECONDS: Final = 60
_SURROGATE = re.compile("[\ud800-\udfff]")


def main() -> None:
    """Read standard input under limits and answer."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the lines of the answer.
    os.dup2(2, 1)
    limit(MEMORY_MB, SECONDS)
    end_with_parent()
    answers.write(json.dumps(_answer(sys.argv[1], sys.stdin.buffer.read())).encode())
    answers.close()


def _answer(packed: str, data: bytes) -> dict[str, object]:
    try:
        transcript = _read(packed, data)
    except Refused as refused:
        return {"error": refused.error, "params": refused.params}
    except MemoryError:
        return {"error": "MEMORY_LIMIT", "params": {"limit": MEMORY_MB}}
    except Exception as fault:  # noqa: BLE001 - a hostile file may raise anything in a library; the parent tells it
        return {"error": "DAMAGED", "params": {"what": type(fault).__name__}}
    # Half a pair of surrogates is no character and cannot be written as JSON.
    text = _SURROGATE.sub("\ufffd", "".join(transcript.parts))
    return {"text": text, "spans": transcript.spans, "unread_pages": transcript.unread_pages}


def _read(packed: str, data: bytes) -> Transcript:
    if packed == "docx":
        from bole.documents.formats import docx

        return docx.read(data)
    from bole.documents.formats import pdf

    return pdf.read(data)


if __name__ == "__main__":
    main()
