"""From a request to the arguments of an endpoint's function. Every flaw is an AppError that names the field."""

import hashlib
import json
import re
from typing import Any, NoReturn, get_origin
from uuid import UUID

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from api.endpoints import Endpoint
from auth.errors import from_validation
from domain.errors import AppError, ErrorCode, invalid, not_found

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
# NUL cannot be stored by PostgreSQL, and half of a surrogate pair cannot be written as UTF-8 at all.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CHUNK = 1024 * 1024


def read_arguments(endpoint: Endpoint, path: dict[str, str]) -> dict[str, Any]:
    """The function's arguments but the actor. Raises NOT_FOUND, UNREADABLE, UNSUPPORTED_MEDIA, TOO_LARGE or INVALID."""
    request.max_content_length = endpoint.max_bytes
    arguments: dict[str, Any] = {name: read_id(path[name]) for name in endpoint.ids}
    arguments.update({name: _read_word(path[name]) for name in endpoint.words})
    if "query" in endpoint.models:
        arguments["query"] = _validated(endpoint.models["query"], _read_values(request.args, endpoint.models["query"]))
    elif request.args:
        raise invalid(next(iter(request.args)), "this address takes no query")
    if "body" in endpoint.models:
        arguments["body"] = _validated(endpoint.models["body"], _read_json())
    if endpoint.takes_file:
        arguments["form"] = _validated(endpoint.models["form"], _read_form(endpoint.models["form"]))
        arguments["file"] = _read_file()
    return arguments


def read_id(text: str) -> UUID:
    """An id from a path. What is no id is not there, like an id that nobody has."""
    if not _UUID.fullmatch(text):
        raise not_found()
    return UUID(text)


def _read_word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise not_found()
    return text


def read_idempotency_key() -> str | None:
    """The key that the client sent, or None."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise invalid("Idempotency-Key", "use 1 to 255 visible ASCII characters")
    return key


def hash_request() -> bytes:
    """What makes two requests the same: method, path, content type and content. A form's boundary is left out."""
    digest = hashlib.sha256()
    for part in (request.method, request.full_path, request.mimetype):
        digest.update(part.encode(errors="surrogatepass") + b"\0")
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data(cache=True))
        return digest.digest()
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(repr((name, value)).encode() + b"\0")
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(repr((name, file.filename)).encode() + b"\0")
        # Large files lie on disk: they are read piece by piece.
        inner = hashlib.sha256()
        while chunk := file.stream.read(_CHUNK):
            inner.update(chunk)
        file.stream.seek(0)
        digest.update(inner.digest())
    return digest.digest()


def _read_values(given: MultiDict[str, str], model: type[BaseModel]) -> dict[str, Any]:
    """A query or form as a model takes it: lists where it says so, else the one value; blank ones are left out."""
    known = {info.alias or name: get_origin(info.annotation) is tuple for name, info in model.model_fields.items()}
    values: dict[str, Any] = {}
    for name, found in given.lists():
        texts = [text for text in found if text != ""]
        if known.get(name):
            values[name] = texts
        elif len(texts) > 1:
            raise invalid(name, "give this once")
        elif texts or name not in known:
            values[name] = texts[0] if texts else ""
    return values


def _read_json() -> Any:
    raw = request.get_data(cache=True)
    if not raw:
        raise AppError(ErrorCode.UNREADABLE, "The request needs a JSON body.")
    if not request.is_json:
        raise AppError(ErrorCode.UNSUPPORTED_MEDIA, "Send the body as application/json.")
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise AppError(ErrorCode.UNREADABLE, "The body is not valid JSON.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _read_form(model: type[BaseModel]) -> dict[str, Any]:
    if request.mimetype != "multipart/form-data":
        raise AppError(ErrorCode.UNSUPPORTED_MEDIA, "Send the file as multipart/form-data.")
    return _read_values(request.form, model)


def _read_file() -> Any:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise invalid("file", "choose a file to upload")
    others = [name for name in request.files if name != "file"]
    if others or len(request.files.getlist("file")) > 1:
        raise invalid((others or ["file"])[0], "upload one file, named file")
    return file


def _validated(model: type[BaseModel], values: Any) -> BaseModel:
    try:
        _refuse_unstorable(values, "")
        return model.model_validate(values)
    except ValidationError as error:
        raise from_validation(error) from None
    except RecursionError:
        raise AppError(ErrorCode.UNREADABLE, "The body is nested too deeply.") from None


def _refuse_unstorable(value: Any, place: str) -> None:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise invalid(place or "body", "this holds a character that cannot be stored")
    elif isinstance(value, dict):
        for name, inner in value.items():
            if _UNSTORABLE.search(name):
                raise invalid(place or "body", "a name holds a character that cannot be stored")
            _refuse_unstorable(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _refuse_unstorable(inner, f"{place}.{number}".lstrip("."))
