"""Passwords: Argon2id, and those that are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import AppError, ErrorCode
from services import passwords

COMMON = (passwords.Path(passwords.__file__).parent / "common_passwords.txt").read_text().split()


def refusal(password, email=""):
    with pytest.raises(AppError) as raised:
        passwords.check_password(password, email)
    return raised.value.code


@pytest.mark.parametrize("password", ["password", "12345678", "qwerty123", "iloveyou", "letmein1", "admin123"])
def test_password_that_everyone_tries_is_refused(password):
    assert refusal(password) is ErrorCode.INVALID
    assert refusal(password.upper()) is ErrorCode.INVALID


def test_common_passwords_are_at_least_as_many_as_asked_and_long_enough_to_matter():
    assert len(COMMON) >= 2500
    assert len(set(COMMON)) == len(COMMON)
    assert all(len(word) >= passwords.MIN_LENGTH and word == word.casefold() for word in COMMON)


@given(st.sampled_from(COMMON), st.integers(0, 2**20))
def test_common_password_in_any_case_is_refused(word, mask):
    mixed = "".join(letter.upper() if mask >> place & 1 else letter for place, letter in enumerate(word))
    assert refusal(mixed) is ErrorCode.INVALID


@given(st.text(max_size=passwords.MIN_LENGTH - 1))
def test_short_password_is_refused(password):
    with pytest.raises(AppError):
        passwords.check_password(password)


@pytest.mark.parametrize("password", ["ann.lee@example.com", "ANN.LEE@example.com", "Ann.Lee.x"])
def test_own_address_is_refused(password):
    assert refusal(password, "ann.lee.x@example.com" if password.endswith("x") else "ann.lee@example.com")


@pytest.mark.parametrize("password", ["a quiet harbour at dawn", "Nachtzug nach Köln", "密码密码是一只猫猫"])
def test_any_other_password_is_taken_without_composition_rules(password):
    passwords.check_password(password, "ann@example.com")


def test_hash_is_argon2id_with_its_parameters_and_fits_only_its_password():
    stored = passwords.hash_password("a quiet harbour")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=2$")
    assert passwords.verify_password(stored, "a quiet harbour")
    assert not passwords.verify_password(stored, "a quiet harbor")
    assert not passwords.needs_rehash(stored)
    assert stored != passwords.hash_password("a quiet harbour")


@pytest.mark.parametrize("stored", [None, "", "no hash", "$argon2id$v=19$m=65536"])
def test_nothing_fits_a_missing_or_damaged_hash(stored):
    assert passwords.verify_password(stored, "a password nobody has") is False
