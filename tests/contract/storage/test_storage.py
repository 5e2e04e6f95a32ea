"""D4: what every storage promises, tried on each of them."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from itertools import product

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.errors import AppError, ErrorCode
from domain.ports import StoredFile

HOUR = timedelta(hours=1)
KEY = "org/0a/creatives/1b/abc.png"
segments = st.from_regex(r"[a-z0-9_][a-z0-9._-]{0,12}", fullmatch=True)
keys = st.lists(segments, min_size=1, max_size=4).map(lambda parts: "org/" + "/".join(parts) + "/file.bin")
content_types = st.sampled_from(
    ["image/png", "image/jpeg", "image/gif", "application/zip", "text/csv; charset=utf-8", "text/html; charset=utf-8"]
)
many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def code_of(raised: pytest.ExceptionInfo[AppError]) -> ErrorCode:
    return raised.value.code


@given(key=keys, data=st.binary(max_size=3000), content_type=content_types)
@example(key=KEY, data=b"", content_type="image/png")
@many
def test_D1_upload_then_download_returns_the_same_bytes_and_type(store, key, data, content_type):
    stored = store.storage.put(key, data, content_type)
    assert stored == StoredFile(key=key, size=len(data), content_type=content_type)
    assert store.storage.get(key) == data
    assert store.storage.stat(key) == stored
    answer = store.fetch(store.storage.presign_download(key, HOUR))
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, data, content_type)
    store.storage.delete(key)


@given(data=st.binary(max_size=3000))
@many
def test_A6_each_key_returns_its_own_bytes(store, data):
    store.storage.put("org/a/one", data, "image/png")
    store.storage.put("org/a/two", data + b"!", "image/gif")
    assert store.storage.get("org/a/one") == data
    assert store.storage.get("org/a/two") == data + b"!"


def test_D4_put_takes_streams_of_any_kind(store):
    class Pipe:
        def __init__(self, data):
            self.rest = BytesIO(data)

        def read(self, size=-1):
            return self.rest.read(size)

    data = bytes(range(256)) * 5000
    assert store.storage.put(KEY, Pipe(data), "image/png").size == len(data)
    assert store.storage.get(KEY) == data
    started = BytesIO(data)
    started.seek(100)
    store.storage.put(KEY, started, "image/png")
    assert store.storage.get(KEY) == data[100:]


def test_D4_put_replaces_bytes_and_type(store):
    store.storage.put(KEY, b"old", "image/gif")
    store.storage.put(KEY, b"newer", "image/png")
    assert store.storage.stat(KEY) == StoredFile(key=KEY, size=5, content_type="image/png")
    assert store.storage.get(KEY) == b"newer"


def test_D4_exists_and_delete(store):
    assert not store.storage.exists(KEY)
    store.storage.put(KEY, b"x", "image/png")
    assert store.storage.exists(KEY)
    store.storage.delete(KEY)
    assert not store.storage.exists(KEY)
    store.storage.delete(KEY)


@pytest.mark.parametrize("key", [KEY, "org", "org/0a"])
def test_D4_a_missing_key_is_not_found(store, key):
    store.storage.put("org/0a/other/file", b"x", "image/png")
    for read in (store.storage.get, store.storage.stat):
        with pytest.raises(AppError) as raised:
            read(key)
        assert code_of(raised) is ErrorCode.NOT_FOUND
    assert not store.storage.exists(key)
    store.storage.delete(key)
    assert store.storage.exists("org/0a/other/file")


def test_D4_a_link_to_a_missing_key_is_not_found(store):
    assert store.fetch(store.storage.presign_download(KEY, HOUR)).status == 404


@given(names=st.sets(keys, max_size=6), cut=st.integers(0, 12))
@settings(many, max_examples=30)
def test_D4_list_gives_what_starts_with_the_prefix_in_key_order(store, names, cut):
    prefix = min(names)[:cut] if names else "org/"
    kept = {}
    for name in names:
        # A folder cannot have both a file and a folder of one name; no key of ours asks for that.
        with suppress(AppError):
            kept[name] = store.storage.put(name, name.encode(), "image/png")
    expected = [kept[name] for name in sorted(kept) if name.startswith(prefix)]
    assert list(store.storage.list(prefix)) == expected
    for name in kept:
        store.storage.delete(name)
    assert list(store.storage.list("")) == []


def test_D4_list_sorts_by_the_whole_key_and_keeps_organizations_apart(store):
    names = ["org/a-b/x", "org/a/x", "org/a/y/z", "org/a0/x", "org/ab/x"]
    for name in reversed(names):
        store.storage.put(name, b"x", "image/png")
    assert [file.key for file in store.storage.list("org/")] == names
    assert [file.key for file in store.storage.list("org/a/")] == ["org/a/x", "org/a/y/z"]
    assert [file.key for file in store.storage.list("org/a")] == names
    assert list(store.storage.list("org/c/")) == []


def test_D4_list_reads_many_pages(store):
    if "S3" in type(store.storage).__name__:
        paginate = store.storage._client.get_paginator("list_objects_v2").paginate
        pages = paginate(Bucket=store.storage._bucket, PaginationConfig={"PageSize": 2})
        store.storage._client.get_paginator = lambda _: type("Two", (), {"paginate": lambda *_, **__: pages})()
    for number in range(5):
        store.storage.put(f"org/a/{number}", b"x", "image/png")
    assert [file.key for file in store.storage.list("org/a/")] == [f"org/a/{number}" for number in range(5)]


def test_D4_presigned_upload_stores_the_file(store):
    target = store.storage.presign_upload(KEY, "image/png", 100, HOUR)
    assert (target.key, target.method) == (KEY, "POST")
    assert store.upload(target, b"picture") == 204
    assert store.storage.stat(KEY) == StoredFile(key=KEY, size=7, content_type="image/png")
    assert store.storage.get(KEY) == b"picture"


def test_D4_download_as_names_the_saved_file(store):
    store.storage.put(KEY, b"x", "image/png")
    answer = store.fetch(store.storage.presign_download(KEY, HOUR, download_as='Été "1"\r\nX: y/../é.png'))
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Ete _1_ X_ y_.._e.png"')
    assert "filename*=UTF-8''%C3%89t%C3%A9" in answer.headers["Content-Disposition"]
    assert "X" not in answer.headers


@given(key=keys)
@many
def test_D3_cdn_urls_have_the_domain_and_serve_the_same(store, key):
    store.storage.put(key, key.encode(), "image/png")
    url = store.behind_cdn.cdn_url(key)
    assert url == f"https://cdn.example.com/{key}"
    assert store.fetch_cdn(url).body == key.encode()
    store.storage.delete(key)


def test_B17_without_a_cdn_the_cdn_url_serves_the_file_too(store):
    store.storage.put(KEY, b"picture", "image/png")
    for url in (store.storage.cdn_url(KEY), store.storage.presign_download(KEY, HOUR)):
        answer = store.fetch(url)
        assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b"picture", "image/png")


BAD_KEYS = ["", "/etc/passwd", "../x", "org/../../x", "org/./x", "org//x", "org/x/", "org/.hidden", "org\\x", "org/x\n"]
BAD_KEYS += ["org/\x00", "ORG/x", "org/é", "org/" + "x" * 201, "/".join(["x" * 100] * 6), "org/%2e%2e/x", "org/~"]


def test_D4_keys_that_are_none_are_refused_everywhere(store):
    storage = store.storage
    calls = [
        lambda key: storage.put(key, b"x", "image/png"),
        storage.get,
        storage.stat,
        storage.exists,
        storage.delete,
        lambda key: storage.presign_download(key, HOUR),
        lambda key: storage.presign_upload(key, "image/png", 10, HOUR),
        storage.cdn_url,
        store.behind_cdn.cdn_url,
    ]
    for call, key in product(calls, BAD_KEYS):
        with pytest.raises(AppError) as raised:
            call(key)
        assert code_of(raised) is ErrorCode.INVALID, key
    assert list(storage.list("")) == []


def test_D4_prefixes_that_are_none_are_refused(store):
    for prefix in ("../", "/", "org/../", "org//", ".incoming", "org/\n"):
        with pytest.raises(AppError) as raised:
            store.storage.list(prefix)
        assert code_of(raised) is ErrorCode.INVALID, prefix


@pytest.mark.parametrize(
    "content_type", ["", "image", "image/png\r\nX: y", "image/png; charset=utf-8; x=1", "IMAGE/PNG"]
)
def test_D4_content_types_that_are_none_are_refused(store, content_type):
    for call in (
        lambda: store.storage.put(KEY, b"x", content_type),
        lambda: store.storage.presign_upload(KEY, content_type, 10, HOUR),
    ):
        with pytest.raises(AppError) as raised:
            call()
        assert code_of(raised) is ErrorCode.INVALID


@pytest.mark.parametrize("life", [timedelta(0), timedelta(seconds=-5), timedelta(days=7, seconds=1)])
def test_D2_a_life_that_cannot_be_kept_is_refused(store, life):
    with pytest.raises(AppError) as raised:
        store.storage.presign_download(KEY, life)
    assert code_of(raised) is ErrorCode.INVALID
