"""The gallery's address: what is written reads back, and nonsense is left out."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from components.creative_queries import make_filters, parse, read_creative, read_filters, read_page, write
from domain.creatives import CreativeFilter, CreativeSort, ImageFormat

words = st.text(max_size=40).map(lambda text: " ".join(text.split()))
filters = st.builds(
    make_filters,
    q=words,
    campaign_id=st.none() | st.uuids(),
    format=st.none() | st.sampled_from(ImageFormat),
    tags=st.lists(words, max_size=4).map(tuple),
    sort=st.sampled_from(CreativeSort),
)


@given(filters=filters, page=st.integers(1, 500), creative=st.none() | st.uuids())
@settings(max_examples=200)
def test_what_is_written_reads_back(filters: CreativeFilter, page: int, creative: UUID | None) -> None:
    query = parse(write(filters, page, creative or ""))
    assert (read_filters(query), read_page(query), read_creative(query)) == (filters, page, creative)


@given(
    query=st.dictionaries(
        st.sampled_from(["q", "campaign", "format", "tag", "sort", "page", "creative", "other"]),
        st.text() | st.lists(st.text(), max_size=3),
    )
)
@settings(max_examples=200)
def test_any_query_reads_as_something(query: dict[str, object]) -> None:
    assert isinstance(read_filters(query), CreativeFilter)
    assert read_page(query) >= 1
    read_creative(query)


def test_plain_gallery_has_a_plain_address() -> None:
    assert write(CreativeFilter()) == ""
    assert write(CreativeFilter(q="a b", tags=("x", "y")), 2) == "?q=a+b&tag=x&tag=y&page=2"
