"""Personal data does not lie in the database in clear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.fields import EncryptedTextField, blind_index, mask

FIELD = EncryptedTextField()


@given(st.text(min_size=1).filter(lambda s: "\x00" not in s))
def test_what_goes_in_comes_out_and_is_not_readable_between(text):
    stored = FIELD.get_prep_value(text)
    assert FIELD.from_db_value(stored, None, None) == text
    assert stored != text and stored.startswith("gAAAA")


def test_a_value_under_a_lost_key_reads_as_empty():
    assert FIELD.from_db_value("gAAAAbroken", None, None) == ""
    assert FIELD.from_db_value("", None, None) == ""


def test_the_index_finds_the_same_number_and_hides_it():
    assert blind_index("00012345678") == blind_index(" 00012345678 ")
    assert "0001234" not in blind_index("00012345678")


def test_masks_keep_the_ends():
    assert mask("00012345678") == "000******78"
    assert mask("123") == "***"
