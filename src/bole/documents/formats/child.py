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
import threading
import time
from typing import Final

from bole.documents.formats.transcript import Refused, Transcript

MEMORY_MB: Final = 1024
SECONDS: Final = 60
_SURROGATE = re.compile("[\ud800-\udfff]")


def main() -> None:
    """Read standard input under limits and answer."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the lines of the answer.
    os.dup2(2, 1)
    _limit()
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


def _limit() -> None:
    """Bound memory and processor time, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 2**20, MEMORY_MB * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """End this process when its parent is gone: a child whose parent was killed is of no use to anybody."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
