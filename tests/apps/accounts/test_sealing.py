"""What is sealed opens in its own place alone; what is indexed is found by the whole value alone."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.apps.accounts.keys import key_ring, key_rotate
from bole.apps.accounts.sealing import (
    NONCE,
    TAG,
    blind_index,
    blind_index_each,
    blind_indexes,
    blind_indexes_each,
    place,
    seal,
    seal_each,
    sealed_with,
    unseal,
)
from bole.apps.registry.models import Contact
from bole.kernel.errors import BoleError

HERE = "registry.contact.phone:17"


def test_the_place_names_table_column_and_record() -> None:
    assert place(Contact, "phone", 17) == HERE


@given(st.text())
def test_every_text_comes_back(plain: str) -> None:
    sealed = seal(plain, HERE)
    assert unseal(sealed, HERE) == plain
    assert len(sealed) == 1 + NONCE + len(plain.encode()) + TAG


def test_the_same_text_is_never_sealed_the_same() -> None:
    assert len({seal("13800000021", HERE) for _ in range(200)}) == 200


@pytest.mark.parametrize("elsewhere", ["registry.contact.phone:18", "registry.contact.address:17", ""])
def test_moved_to_another_place_it_does_not_open(elsewhere: str) -> None:
    with pytest.raises(BoleError, match="BOLE-A004"):
        unseal(seal("13800000021", HERE), elsewhere)


def test_with_any_byte_changed_it_does_not_open() -> None:
    sealed = seal("13800000021", HERE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(BoleError, match=r"BOLE-A00[14]"):
            unseal(changed, HERE)
    for length in range(len(sealed)):
        with pytest.raises(BoleError, match="BOLE-A004"):
            unseal(sealed[:length], HERE)


def test_it_is_sm4_in_gcm() -> None:
    """Against the example of the mode's own definition for SM4 (RFC 8998, A.1), through the library that we call."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    plain = "".join(letter * 16 for letter in "abcdefea")
    encryptor.update(bytes.fromhex(plain))
    encryptor.finalize()
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_the_hash_is_sm3() -> None:
    """The example of its standard."""
    told = hashlib.new("sm3", b"abc").hexdigest()
    assert told == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_old_versions_open_and_new_values_take_the_new_one() -> None:
    old = seal("13800000021", HERE)
    key_rotate("sealing")
    new = seal("13800000021", HERE)
    assert (sealed_with(old), sealed_with(new)) == (1, 2)
    assert unseal(old, HERE) == unseal(new, HERE) == "13800000021"


def test_an_index_is_equal_for_equal_values_of_one_kind() -> None:
    assert blind_index("442000", "id_number") == blind_index("442000", "id_number")
    assert blind_index("442000", "id_number") != blind_index("442000", "phone")
    assert blind_index("442000", "id_number") != blind_index("442001", "id_number")


def test_an_index_needs_its_key_and_has_one_of_its_own() -> None:
    assert key_ring("index").newest != key_ring("sealing").newest
    assert blind_index("442000", "id_number") != hashlib.new("sm3", b"id_number\x00442000").digest()


def test_a_look_up_tries_the_old_keys_too() -> None:
    old = blind_index("442000", "id_number")
    key_rotate("index")
    assert blind_indexes("442000", "id_number") == [blind_index("442000", "id_number"), old]


def test_many_are_sealed_and_indexed_as_one_is() -> None:
    pairs = [("13800000021", HERE), ("442000", "registry.contact.phone:18")]
    assert [unseal(sealed, about) for sealed, (_, about) in zip(seal_each(pairs), pairs, strict=True)] == [
        "13800000021",
        "442000",
    ]
    assert seal_each([]) == []
    key_rotate("index")
    assert blind_index_each(["1", "2"], "phone") == {"1": blind_index("1", "phone"), "2": blind_index("2", "phone")}
    assert blind_indexes_each(["1"], "phone") == {"1": blind_indexes("1", "phone")}
