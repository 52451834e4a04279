"""掩码: a contact's name and telephone are never shown in full (JSON marks them instead)."""

from __future__ import annotations

import re

from bole.documents.reading import Contact, Reading

STAR = "*"
_COMPOUND = re.compile(
    r"欧阳|欧陽|上官|司马|司馬|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|令狐|慕容|司徒|司空|夏侯|长孙|宇文|端木|独孤|南宫|轩辕|呼延"
)
_DIGITS = re.compile(r"[0-9０-９]")


def masked_name(name: str) -> str:
    """张*明, 张*, 欧阳*; 阿·古丽 keeps its first part. The length is kept."""
    head, dot, rest = name.partition("·")
    if dot:
        return head + dot + STAR * len(rest)
    kept = 2 if _COMPOUND.match(name) else 1
    hidden = max(1, len(name) - kept - 1) if len(name) - kept > 1 else len(name) - kept
    return name[:kept] + STAR * hidden + name[kept + hidden :]


def masked_phone(phone: str) -> str:
    """138****0021; a landline keeps its area code and the last two digits. The length is kept."""
    places = [m.start() for m in _DIGITS.finditer(phone)]
    mobile = len(places) == 11 and phone[places[0]] in "1１"
    area = 0 if mobile else _area_code(phone)
    keep = 3 if mobile else area
    tail = 4 if mobile else 2
    hidden = set(places[keep : len(places) - tail])
    return "".join(STAR if i in hidden else c for i, c in enumerate(phone))


def _area_code(phone: str) -> int:
    """How many digits of the area code are printed in front."""
    m = re.match(r"[(（]?(0\d{2,3})[)）\- －—]", phone)
    return len(m[1]) if m else 0


def masked_text(reading: Reading) -> str:
    """`reading.text.shown` with each contact masked, position by position."""
    shown = reading.text.shown
    for contact in reading.metadata.contacts:
        start, end = reading.text.position(contact.start_char), reading.text.position(contact.end_char)
        shown = shown[:start] + _masked_passage(shown[start:end], contact) + shown[end:]
    return shown


def _masked_passage(passage: str, contact: Contact) -> str:
    for printed, mask in ((contact.name, masked_name), (contact.phone, masked_phone)):
        if printed:
            # The reader may have dropped blanks or read a name over a line break.
            pattern = r"[\s-]*".join(map(re.escape, re.sub(r"[\s-]", "", printed)))
            passage = re.sub(pattern, lambda m, mask=mask: mask(m[0]), passage)  # type: ignore[misc]
    return passage
