"""What the local folder checks itself: signatures, expiry, sizes and types, a full disk, links out of the folder."""

import errno
import os
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import AppError, ErrorCode
from domain.files import LinkVerb, attachment_header, download_name
from integrations.storage.local import LocalStorage
from tests.contract.storage.conftest import SECRET, app_over

KEY = "org/0a/creatives/1b/abc.png"
many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def storage(tmp_path, clock) -> LocalStorage:
    return LocalStorage(tmp_path / "files", SECRET, clock=clock)


@pytest.fixture
def client(storage):
    return app_over(storage).test_client()


def seen(client, url):
    with client.get(url) as response:
        return response.status_code, response.data, response.headers


def leftovers(storage: LocalStorage) -> list[str]:
    names = [str(path.relative_to(storage._root)) for path in storage._root.rglob("*")]
    return sorted(name for name in names if name not in (".incoming", ".lock"))


def changed(url: str, **terms: str | None) -> str:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    query.update({name: value for name, value in terms.items() if value is not None})
    kept = {name: value for name, value in query.items() if name not in terms or terms[name] is not None}
    return f"{parts.path}?{urlencode(kept)}"


@given(start=st.floats(1e9, 4e9), life=st.integers(1, 7 * 24 * 3600), share=st.floats(0, 1), late=st.floats(1e-3, 1e7))
@many
def test_D2_a_link_works_until_its_expiry_and_not_after(storage, client, clock, start, life, share, late):
    storage.put(KEY, b"picture", "image/png")
    clock.now = start
    url = storage.presign_download(KEY, timedelta(seconds=life))
    # Links count whole seconds and are rounded down, as on S3.
    clock.now = start + share * max(0, life - 1)
    assert seen(client, url)[:2] == (200, b"picture")
    clock.now = start + life + late
    status, body, _ = seen(client, url)
    assert status == 403
    assert b"LINK_EXPIRED" in body


def test_D2_an_upload_link_dies_too(storage, client, clock):
    target = storage.presign_upload(KEY, "image/png", 100, timedelta(minutes=5))
    clock.now += 301
    assert client.put(target.url, data=b"x", content_type="image/png").status_code == 403
    assert leftovers(storage) == []


def test_D2_a_changed_link_is_refused(storage, client, clock):
    storage.put(KEY, b"picture", "image/png")
    storage.put("org/0b/secret.png", b"other", "image/png")
    url = storage.presign_download(KEY, timedelta(hours=1), download_as="a.png")
    assert seen(client, url)[0] == 200
    signature = parse_qs(urlsplit(url).query)["sig"][0]
    tampered = [
        url.replace(KEY, "org/0b/secret.png"),
        changed(url, exp=str(int(clock.now) + 9999)),
        changed(url, exp="inf"),
        changed(url, exp=None),
        changed(url, name="b.html"),
        changed(url, name=None),
        changed(url, type="text/html"),
        changed(url, max="1"),
        changed(url, max="x"),
        changed(url, sig=None),
        changed(url, sig=signature[:-1]),
        changed(url, sig="é" * 64),
        changed(url, sig=("0" if signature[0] != "0" else "1") + signature[1:]),
        url.replace("/files/", "/files/%2e%2e/files/"),
        "/files/../../etc/passwd",
        f"/files/{KEY}",
    ]
    for address in tampered:
        status, body, _ = seen(client, address)
        assert status == 403, address
        assert b"LINK_EXPIRED" in body


def test_D2_the_verb_is_under_the_signature(storage, client):
    storage.put(KEY, b"picture", "image/png")
    download = storage.presign_download(KEY, timedelta(hours=1))
    assert client.put(download.replace("/files/", "/files/upload/"), data=b"x").status_code == 403
    upload = storage.presign_upload(KEY, "image/png", 10, timedelta(hours=1)).url
    assert seen(client, upload.replace("/files/upload/", "/files/"))[0] == 403


def test_D2_another_secret_signs_other_links(storage, tmp_path, clock):
    foreign = LocalStorage(tmp_path / "files", b"another secret", clock=clock)
    query = parse_qs(urlsplit(foreign.presign_download(KEY, timedelta(hours=1))).query)
    with pytest.raises(AppError) as raised:
        storage.verify(LinkVerb.DOWNLOAD, KEY, {name: values[0] for name, values in query.items()})
    assert raised.value.code is ErrorCode.LINK_EXPIRED


def test_downloads_carry_headers_that_keep_them_harmless(storage, client):
    storage.put(KEY, b"picture", "image/png")
    _, _, headers = seen(client, storage.presign_download(KEY, timedelta(hours=1)))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, max-age=3600, immutable"
    assert headers["Content-Length"] == "7"
    assert "Content-Disposition" not in headers


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "image/svg+xml", "application/pdf"])
def test_what_a_browser_could_run_is_saved_instead(storage, client, content_type):
    storage.put("org/a/page.html", b"<script>alert(1)</script>", content_type)
    _, _, headers = seen(client, storage.presign_download("org/a/page.html", timedelta(hours=1)))
    assert headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert headers["Content-Type"] == content_type


def test_the_cdn_url_stays_the_same_for_a_day(storage, client, clock):
    storage.put(KEY, b"x", "image/png")
    clock.now = 1_800_000_000 // 86400 * 86400.0
    url = storage.cdn_url(KEY)
    clock.now += 86399
    assert storage.cdn_url(KEY) == url
    assert seen(client, url)[0] == 200
    clock.now += 86402
    assert seen(client, url)[0] == 403


def post(client, url, data, content_type="image/png", **fields):
    return client.post(url, data={**fields, "file": (BytesIO(data), "x", content_type)})


@pytest.mark.parametrize("size", [1, 999, 1000])
def test_D4_uploads_up_to_the_limit_are_taken_by_post_and_put(storage, client, size):
    target = storage.presign_upload(KEY, "image/png", 1000, timedelta(hours=1))
    assert post(client, target.url, b"x" * size, **target.fields).status_code == 204
    assert client.put(target.url, data=b"y" * size, content_type="image/png").status_code == 204
    assert storage.get(KEY) == b"y" * size


@pytest.mark.parametrize("size", [1001, 17 * 1024, 3_000_000])
def test_D4_larger_uploads_are_refused_and_leave_nothing(storage, client, size):
    target = storage.presign_upload(KEY, "image/png", 1000, timedelta(hours=1))
    for response in (
        post(client, target.url, b"x" * size, **target.fields),
        client.put(target.url, data=b"x" * size, content_type="image/png"),
    ):
        assert response.status_code == 413
        assert response.json["error_code"] == "FILE_TOO_LARGE"
    assert leftovers(storage) == []


class _Endless:
    """A body without a stated length that would never stop."""

    def __init__(self):
        self.given = 0

    def read(self, size=-1):
        size = size if size > 0 else 65536
        self.given += size
        assert self.given < 10_000_000
        return b"x" * size

    readline = read

    def tell(self):
        return 0

    def seek(self, *_):
        return 0

    def close(self):
        """Nothing is held."""


def test_D4_an_endless_upload_is_cut_off(storage, client):
    target = storage.presign_upload(KEY, "image/png", 100_000, timedelta(hours=1))
    endless = _Endless()
    response = client.put(
        target.url,
        input_stream=endless,
        content_type="image/png",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413
    assert leftovers(storage) == []


def test_D4_another_type_no_file_or_an_empty_one_is_refused(storage, client):
    target = storage.presign_upload(KEY, "image/png", 1000, timedelta(hours=1))
    assert client.put(target.url, data=b"x", content_type="text/html").status_code == 415
    assert client.put(target.url, data=b"x").status_code == 415
    assert post(client, target.url, b"x", **{"Content-Type": "text/html"}).status_code == 415
    assert post(client, target.url, b"x", content_type="text/html").status_code == 415
    assert client.post(target.url, data={"file": "text"}, content_type="multipart/form-data").status_code == 400
    assert client.put(target.url, data=b"", content_type="image/png").json["error_code"] == "FILE_DAMAGED"
    assert leftovers(storage) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fsync", "replace", "mkdir", "write"])
def test_a_full_disk_is_named_and_leaves_nothing(storage, monkeypatch, number, call):
    def full(*_args, **_kwargs):
        raise OSError(number, "full")

    storage.put("org/kept", b"kept", "image/png")
    before = leftovers(storage)
    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif call == "write":
        monkeypatch.setattr("shutil.copyfileobj", full)
    else:
        monkeypatch.setattr(Path, call, full)
    with pytest.raises(AppError) as raised:
        storage.put(KEY, b"data", "image/png")
    assert raised.value.code is ErrorCode.STORAGE_FULL
    monkeypatch.undo()
    assert leftovers(storage) == before
    assert list((storage._root / ".incoming").iterdir()) == []


def test_the_check_passes_and_names_a_full_disk(storage, monkeypatch):
    storage.check()
    assert leftovers(storage) == []

    def full(*_args):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AppError) as raised:
        storage.check()
    assert raised.value.code is ErrorCode.STORAGE_FULL


def test_a_source_that_breaks_leaves_the_old_file(storage):
    class Broken:
        def read(self, _size=-1):
            raise ConnectionError("gone")

    storage.put(KEY, b"old", "image/gif")
    with pytest.raises(AppError) as raised:
        storage.put(KEY, Broken(), "image/png")
    assert raised.value.code is ErrorCode.UNAVAILABLE
    assert (storage.get(KEY), storage.stat(KEY).content_type) == (b"old", "image/gif")
    assert list((storage._root / ".incoming").iterdir()) == []


def test_symbolic_links_lead_nowhere(storage, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    (storage._root / "org").mkdir()
    (storage._root / "org" / "folder").symlink_to(outside)
    (storage._root / "org" / "file").symlink_to(outside / "secret")
    (storage._root / "org" / "loop").symlink_to(storage._root / "org" / "loop")
    for key in ("org/folder/secret", "org/file", "org/folder/new"):
        for call in (storage.get, storage.stat, storage.exists, storage.delete, lambda k: storage.put(k, b"x", "a/b")):
            with pytest.raises(AppError) as raised:
                call(key)
            assert raised.value.code is ErrorCode.INVALID
    with pytest.raises(AppError):
        storage.get("org/loop")
    assert list(storage.list("org/")) == []
    assert list(storage.list("org/folder/")) == []
    assert [path.name for path in outside.iterdir()] == ["secret"]


def test_a_file_and_a_folder_cannot_share_a_name(storage):
    storage.put("org/a/b", b"x", "image/png")
    for key in ("org/a", "org/a/b/c"):
        with pytest.raises(AppError) as raised:
            storage.put(key, b"y", "image/png")
        assert raised.value.code is ErrorCode.CONFLICT
    assert leftovers(storage) == ["org", "org/a", "org/a/.b.type", "org/a/b"]


def test_deleting_leaves_no_empty_folders(storage):
    storage.put("org/a/b/c", b"x", "image/png")
    storage.put("org/a/d", b"x", "image/png")
    storage.delete("org/a/b/c")
    assert leftovers(storage) == ["org", "org/a", "org/a/.d.type", "org/a/d"]
    storage.delete("org/a/d")
    assert leftovers(storage) == []


def test_old_leftovers_of_a_crash_are_dropped_at_the_next_start(storage):
    incoming = storage._root / ".incoming"
    for name, age in (("old", 90_000), ("young", 60)):
        (incoming / name).write_bytes(b"x")
        at = (incoming / name).stat().st_mtime - age
        os.utime(incoming / name, (at, at))
    LocalStorage(storage._root, SECRET)
    assert [path.name for path in incoming.iterdir()] == ["young"]


def test_writers_at_once_never_mix_their_bytes(storage):
    def write(number: int) -> None:
        for turn in range(25):
            storage.put(KEY, bytes([number]) * 5000, f"image/x{number}")
            if turn % 5 == number % 5:
                storage.delete(KEY)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    storage.put(KEY, b"last", "image/png")
    assert storage.get(KEY) == b"last"
    storage.delete(KEY)
    assert leftovers(storage) == []


@given(st.text(max_size=300))
@many
def test_download_names_can_stand_in_a_header(name):
    header = attachment_header(name)
    header.encode("ascii")
    assert not any(ord(char) < 32 for char in header)
    assert header.count('"') == 2
    cleaned = download_name(name)
    assert 0 < len(cleaned) <= 150
    assert not set(cleaned) & set('/\\\r\n"')
