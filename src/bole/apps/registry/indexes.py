"""盲索引的种类: the one place that says under which kind a sealed value of a person is indexed and looked up."""

from collections.abc import Iterable

from bole.apps.accounts.sealing import blind_index, blind_index_each
from bole.kernel.identifiers import plain


def id_index(number: str) -> bytes:
    """证件号码索引 of a number as `read_id_number` gives it."""
    return blind_index(number, "id_number")


def phone_index(phone: str) -> bytes:
    """手机索引."""
    return blind_index(plain(phone), "phone")


def phone_indexes(phones: Iterable[str]) -> dict[str, bytes]:
    """手机索引 of each of many."""
    plains = {phone: plain(phone) for phone in phones}
    indexes = blind_index_each(set(plains.values()), "phone")
    return {phone: indexes[written] for phone, written in plains.items()}


def account_index(account: str) -> bytes:
    """银行账号索引."""
    return blind_index(plain(account), "bank_account")
