"""A6 and A7 for any file: accepted is what the bytes are, and what was accepted reads back to the byte."""

import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.creatives import MAX_CREATIVE_BYTES
from domain.errors import AppError, ErrorCode
from services import creatives
from tests.fixtures_app import POSTGRESQL, SQLITE
from tests.integration.creatives.conftest import keys_of, picture

# Neither depends on the other, so that each is tried with its hundred examples once and not in all four pairs.
each_once = pytest.mark.parametrize(
    ("storage", "database_kind"),
    [("local", SQLITE), pytest.param("s3", POSTGRESQL, marks=pytest.mark.postgres)],
    indirect=["storage"],
)
many = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
formats = st.sampled_from(["PNG", "JPEG", "GIF"])
colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))
sizes = st.tuples(st.integers(1, 40), st.integers(1, 40))
names = st.text(min_size=0, max_size=40)
made_pictures = st.builds(picture, formats, sizes, colours)
other_formats = st.builds(picture, st.sampled_from(["WEBP", "BMP", "TIFF", "ICO"]), sizes, colours)
cut_pictures = st.builds(lambda data, share: data[: int(len(data) * share)], made_pictures, st.floats(0, 0.9))
junk = st.one_of(st.binary(max_size=300), other_formats, cut_pictures)
REFUSED = {ErrorCode.FILE_TYPE_REFUSED, ErrorCode.FILE_DAMAGED}


@given(files=st.lists(st.tuples(made_pictures, names), min_size=1, max_size=3))
@each_once
@many
def test_A6_every_creative_has_its_own_key_and_its_bytes(storage, tenant, files):
    made = [(creatives.upload_creative(tenant.analyst, data, name), data) for data, name in files]
    for creative, data in made:
        assert creatives.get_file(tenant.viewer, creative.id).data == data
        assert creative.name
    assert len({creative.url.partition("?")[0] for creative, _ in made}) == len(made)


@given(data=made_pictures, name=st.sampled_from(["a.txt", "a.pdf", "", "a", "a.png.exe"]))
@each_once
@many
def test_A7_pictures_are_accepted_whatever_their_name(storage, tenant, data, name):
    assert creatives.upload_creative(tenant.analyst, data, name).size == len(data)


@given(data=junk, name=st.sampled_from(["a.png", "a.jpg", "a.gif"]))
@each_once
@many
def test_A7_other_bytes_are_refused_whatever_their_name_and_leave_nothing(storage, tenant, data, name):
    before = creatives.list_creatives(tenant.viewer).total
    with pytest.raises(AppError) as raised:
        creatives.upload_creative(tenant.analyst, data, name)
    assert raised.value.code in REFUSED
    assert creatives.list_creatives(tenant.viewer).total == before == 0
    assert keys_of(storage, tenant.id) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(("extra", "accepted"), [(0, True), (1, False)])
def test_A7_ten_megabytes_are_the_limit(storage, tenant, extra, accepted):
    small = picture("PNG")
    # A private chunk of the right length before the end makes the file exactly so large.
    end = small[-12:]
    size = MAX_CREATIVE_BYTES + extra - len(small) - 12
    data = small[:-12] + size.to_bytes(4, "big") + b"prVt" + bytes(size)
    data += zlib.crc32(data[len(small) - 12 + 4 :]).to_bytes(4, "big") + end
    assert len(data) == MAX_CREATIVE_BYTES + extra
    if accepted:
        assert creatives.upload_creative(tenant.analyst, data, "large.png").size == MAX_CREATIVE_BYTES
        return
    with pytest.raises(AppError) as raised:
        creatives.upload_creative(tenant.analyst, data, "large.png")
    assert raised.value.code is ErrorCode.FILE_TOO_LARGE
