"""What an API route is: declared once beside its function, read by the router, the OpenAPI document and the sweeps.

The function's signature is the contract: `actor`, `body`, `query`, `form` and `file` are filled by name, every other
parameter is an id in the path, and what it returns is what the route answers.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from flask import Response
from pydantic import BaseModel

from domain.permissions import Permission

JSON_BYTES = 1024 * 1024
_PARTS: tuple[str, ...] = ("body", "query", "form")
_GIVEN = frozenset({"actor", "file", *_PARTS})


class Rate(StrEnum):
    """Which limit counts besides the one on everything."""

    REQUEST = "request"
    AUTH = "auth"
    UPLOAD = "upload"


@dataclass(frozen=True)
class Endpoint:
    """One method of one path. `permission` None means that nobody needs to be signed in."""

    method: str
    path: str
    summary: str
    noun: str
    call: Callable[..., Any]
    permission: Permission | None
    answers: dict[int, type[BaseModel] | None]
    rate: Rate = Rate.REQUEST
    is_idempotent: bool = False
    secret_fields: tuple[str, ...] = ()
    produces: str = "application/json"
    max_bytes: int = JSON_BYTES
    models: dict[str, type[BaseModel]] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Names in the path that are no ids, such as a model's."""

    @property
    def name(self) -> str:
        """The operation's name, unique over all endpoints."""
        return self.call.__name__

    @property
    def takes_file(self) -> bool:
        """Whether the body is a form with a file."""
        return "file" in inspect.signature(self.call).parameters

    @property
    def rule(self) -> str:
        """The path as Flask writes it. Ids are read as text, so that a wrong one is an ordinary 404."""
        return self.path.replace("{", "<").replace("}", ">")

    def status_of(self, result: object) -> int:
        """The status for what the function returned."""
        for status, model in self.answers.items():
            if (model is None and result is None) or (model is not None and _is_a(result, model)):
                return status
        raise TypeError(f"{self.name} returned {type(result).__name__}, which it does not declare")


class Routes:
    """The endpoints of one noun, filled by its decorators."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.endpoints: list[Endpoint] = []

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.endpoints)

    def get(self, path: str, summary: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a GET."""
        return self._declare("GET", path, summary, options)

    def post(self, path: str, summary: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a POST."""
        return self._declare("POST", path, summary, options)

    def put(self, path: str, summary: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a PUT."""
        return self._declare("PUT", path, summary, options)

    def patch(self, path: str, summary: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a PATCH."""
        return self._declare("PATCH", path, summary, options)

    def delete(self, path: str, summary: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a DELETE."""
        return self._declare("DELETE", path, summary, options)

    def _declare(
        self, method: str, path: str, summary: str, options: dict[str, Any]
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def keep(call: Callable[..., Any]) -> Callable[..., Any]:
            hints = get_type_hints(call)
            placed = [name for name in inspect.signature(call).parameters if name not in _GIVEN]
            if any("{" + name + "}" not in path for name in placed):
                raise TypeError(f"{call.__name__} takes an id that {path} does not hold")
            words = tuple(name for name in placed if hints[name] is str)
            ids = tuple(name for name in placed if name not in words)
            models: dict[str, type[BaseModel]] = {name: hints[name] for name in _PARTS if name in hints}
            answers = options.pop("answers", None) or _answers_of(hints.get("return"), options.pop("status", None))
            self.endpoints.append(
                Endpoint(
                    method,
                    path,
                    summary,
                    self.noun,
                    call,
                    answers=answers,
                    models=models,
                    ids=ids,
                    words=words,
                    **options,
                )
            )
            return call

        return keep


def _answers_of(returned: Any, status: int | None) -> dict[int, type[BaseModel] | None]:
    """The one status of what a function returns: 204 for nothing, else 200 unless told otherwise."""
    if returned is None or returned is NoneType:
        return {status or 204: None}
    if returned is Response:
        return {status or 200: None}
    if get_origin(returned) in (Union, UnionType):
        raise TypeError(f"name the status of each of {get_args(returned)} by answers={{...}}")
    return {status or 200: returned}


def _is_a(result: object, model: type[BaseModel]) -> bool:
    """Whether a value is of a model; services build `Page(...)` where the route says `Page[CampaignSummary]`."""
    return isinstance(result, model) or type(result) is model.__pydantic_generic_metadata__["origin"]
