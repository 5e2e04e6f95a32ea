"""Keys of files hold organization and content hash, and nothing a user typed."""

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import AppError
from domain.files import checked_key, checked_prefix, creative_key, organization_prefix, upload_key

HASH = "0123456789abcdef" * 4


@given(st.uuids(), st.uuids(), st.sampled_from(["jpg", "png", "gif", "webp"]))
def test_A6_keys_of_creatives_are_valid_own_and_inside_the_organization(organization, creative, extension):
    key = creative_key(organization, creative, HASH, extension)
    assert key == f"org/{organization}/creatives/{creative}/{HASH}.{extension}"
    assert checked_key(key) == key
    for made in (key, upload_key(organization, creative)):
        assert checked_key(made).startswith(organization_prefix(organization))
    assert creative_key(organization, uuid4(), HASH, extension) != key


@pytest.mark.parametrize(("sha256", "extension"), [("abc", "png"), (HASH.upper(), "png"), (HASH + "/..", "png")])
def test_a_hash_that_is_none_is_a_mistake_of_the_caller(sha256, extension):
    with pytest.raises(ValueError, match="sha256"):
        creative_key(UUID(int=1), UUID(int=2), sha256, extension)


@pytest.mark.parametrize("extension", ["", "../x", "p/../../x", "PNG", "png\n"])
def test_an_extension_cannot_lead_out_of_the_folder(extension):
    with pytest.raises(ValueError, match="extension"):
        creative_key(UUID(int=1), UUID(int=2), HASH, extension)


@given(st.text(max_size=60))
def test_what_is_taken_as_a_key_never_leaves_the_folder(text):
    for check in (checked_key, checked_prefix):
        try:
            check(text)
        except AppError:
            continue
        assert re.fullmatch(r"[a-z0-9_./-]*", text)
        assert not {"", ".", ".."} & set(text.rstrip("/").split("/")) or not text
        assert not text.startswith("/")
