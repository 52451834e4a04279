"""材料文件: what somebody hands in: told by its content, no larger than allowed, sealed beside the database.

A file lies in BOLE_HOME/files under a name of chance, sealed with SM4-GCM together with that name: bytes that were
moved under another do not open. Whoever looks at one as an officer is written down first.
"""

import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.db import transaction

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.looks import look
from bole.apps.accounts.sealing import file_path, file_place, seal_bytes, unseal_bytes
from bole.apps.cases import errors, kinds
from bole.apps.cases.authority import case_reached, is_applicant
from bole.apps.cases.models import Case, CaseFile, Draft
from bole.apps.cases.sealed import text_of, text_seal
from bole.apps.registry.person_file import purpose_of
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.kernel.writing import CANNOT_WRITE

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS: Final = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
MOST: Final = 30
"""Files of one case or draft."""
_PURPOSE: Final = N_("办理申请")
_PIECE: Final = 2**20
_FOLDER: Final = "CASE_FILES"


@dataclass(frozen=True, slots=True)
class FileShown:
    """一个文件, as a list has it."""

    file: int
    material: str
    name: str
    kind: str
    bytes: int
    added_at: datetime

    @property
    def is_image(self) -> bool:
        """Whether a page can show it as a picture."""
        return self.kind in (JPEG, PNG)

    @property
    def size(self) -> str:
        """How large it is."""
        return f"{self.bytes / 1_000_000:.1f} MB" if self.bytes >= 100_000 else f"{max(1, self.bytes // 1000)} kB"


@dataclass(frozen=True, slots=True)
class FileOpened:
    """文件的内容, to be sent."""

    name: str
    kind: str
    content: bytes


def kind_of_bytes(content: bytes) -> str:
    """类型 by the content, whatever the name says. Raises BoleError where it is none of ours, or cut off."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise BoleError(errors.FILE_BROKEN)
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        if b"\xff\xd9" not in content[-4096:]:
            raise BoleError(errors.FILE_BROKEN)
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        if b"IEND" not in content[-64:]:
            raise BoleError(errors.FILE_BROKEN)
        return PNG
    raise BoleError(errors.FILE_KIND)


def bytes_read(stream: BinaryIO) -> bytes:
    """The content of an upload. Raises BoleError where it is too large."""
    most: int = settings.CASE_FILE_BYTES
    pieces, size = [], 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most:
            told = getattr(stream, "size", size) or size
            raise BoleError(errors.FILE_TOO_LARGE, size=-(-int(told) // 1_000_000), limit=most // 1_000_000)
        pieces.append(piece)
    if not size:
        raise BoleError(errors.FILE_BROKEN)
    return b"".join(pieces)


@transaction.atomic
def file_add(
    *, material: str, name: str, stream: BinaryIO, case: int | None = None, draft: int | None = None, actor: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """上传 a file to a draft or a case of one's own. Raises BoleError."""
    of = _draft(draft, actor) if draft is not None else case_reached(case or 0, actor, at)
    if isinstance(of, Case) and not is_applicant(of, actor):
        actor.require("case.accept", district=of.district)
    known = {one.name for one in kinds.kind_of(of.kind).materials}
    if material not in known:
        raise BoleError(errors.NO_MATERIAL)
    if of.files.filter(removed_at=None).count() >= MOST:
        raise BoleError(errors.FILES_TOO_MANY, most=MOST)
    content = bytes_read(stream)
    kind = kind_of_bytes(content)
    stored = _stored(content)
    row = CaseFile.objects.create(
        case=of if isinstance(of, Case) else None,
        draft=of if isinstance(of, Draft) else None,
        material=material,
        kind=kind,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored=stored,
        added_at=at,
        added_by=actor.name,
    )
    text_seal(row, "name", Path(name.replace("\\", "/")).name[:200] or _("文件"))
    record("case.file-added", actor=actor, at=at, about=("case-file", row.pk), data={"case": case, "draft": draft})
    return row.pk


def _draft(draft: int, actor: Actor) -> Draft:
    from bole.apps.cases.drafts import draft_reached

    return draft_reached(draft, actor)


def _stored(content: bytes) -> str:
    """Seal and write; the name of chance that it lies under. Raises BoleError where the disk does not take it."""
    name = secrets.token_hex(20)
    folder = Path(settings.CASE_FILES) / name[:2]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(seal_bytes(content, file_place(_FOLDER, name)))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BoleError(CANNOT_WRITE, place=name[:8], reason=error.strerror or type(error).__name__) from error
    return name


def path_of(stored: str) -> Path:
    """Where the bytes of a file lie."""
    return file_path(_FOLDER, stored)


@transaction.atomic
def file_remove(*, file: int, actor: Actor, at: datetime) -> None:
    """撤下 a file of a draft, or of a case that waits for its applicant. Raises BoleError."""
    row = _file(file, actor, at)
    if row.case is not None and not (is_applicant(row.case, actor) and row.case.waits_since is not None):
        raise not_allowed("case.own")
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    record("case.file-removed", actor=actor, at=at, about=("case-file", row.pk))


def _file(file: int, actor: Actor, at: datetime) -> CaseFile:
    row = CaseFile.objects.select_related("case", "draft").filter(pk=file, removed_at=None).first()
    if row is None:
        raise not_allowed("case.own")
    if row.case_id is not None:
        case_reached(row.case_id, actor, at)
    else:
        _draft(row.draft_id or 0, actor)
    return row


def file_open(*, file: int, actor: Actor, at: datetime) -> FileOpened:
    """打开 a file; an officer's look is written down first. Raises BoleError where it is out of reach, or lost."""
    row = _file(file, actor, at)
    if row.case is not None and row.case.person is not None and not is_applicant(row.case, actor):
        purpose = purpose_of(actor, _PURPOSE)
        look(actor=actor, person=row.case.person, purpose=purpose, fields=(f"case-file:{row.pk}",), at=at)
    try:
        sealed = path_of(row.stored).read_bytes()
    except OSError as error:
        raise BoleError(errors.FILE_LOST) from error
    return FileOpened(text_of(row, "name"), row.kind, unseal_bytes(sealed, file_place(_FOLDER, row.stored)))


def files_of(of: Case | Draft) -> Sequence[FileShown]:
    """材料 of a case or a draft, in the order in which they came."""
    return [
        FileShown(row.pk, row.material, text_of(row, "name"), row.kind, row.bytes, row.added_at)
        for row in of.files.filter(removed_at=None).order_by("added_at", "pk")
    ]


def files_erase(rows: Sequence[CaseFile]) -> None:
    """销毁: the bytes go, then the rows."""
    for row in rows:
        path_of(row.stored).unlink(missing_ok=True)
    CaseFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
