"""What passes for a request of one of our pages, and what does not."""

from typing import Any

import pytest

from auth.callback_requests import check_callback_request, holds_unstorable
from domain.errors import AppError, ErrorCode

ROW = {"id": '{"key":["ALL"],"type":"row"}', "property": "n_clicks"}
KNOWN: dict[str, Any] = {
    "list.children": {"callback": print, "inputs": [ROW], "state": [{"id": "name", "property": "value"}]},
    "..a.b...c.d@1f..": {"callback": print, "inputs": [{"id": "_pages_location", "property": "pathname"}], "state": []},
    "browser.title": {"inputs": [], "state": []},
}


def request(**changes: Any) -> dict[str, Any]:
    pressed = {"id": {"type": "row", "key": "1"}, "property": "n_clicks", "value": 1}
    return {
        "output": "list.children",
        "outputs": {"id": "list", "property": "children"},
        "inputs": [[pressed]],
        "state": [{"id": "name", "property": "value"}],
        "changedPropIds": ['{"key":"1","type":"row"}.n_clicks'],
        **changes,
    }


def code_of(body: object) -> ErrorCode | None:
    try:
        check_callback_request(body, KNOWN)
    except AppError as error:
        return error.code
    return None


def address(value: object) -> dict[str, Any]:
    outputs = [{"id": "a", "property": "b"}, {"id": "c", "property": "d@1f"}]
    inputs = [{"id": "_pages_location", "property": "pathname", "value": value}]
    return request(output="..a.b...c.d@1f..", outputs=outputs, inputs=inputs, state=[])


def test_what_a_page_sends_passes() -> None:
    assert code_of(request()) is None
    assert code_of(request(inputs=[[]], changedPropIds=[])) is None
    assert code_of(address("/campaigns")) is None


@pytest.mark.parametrize("output", ["nobody.children", "browser.title", ""])
def test_a_callback_that_does_not_run_here_is_not_found(output: str) -> None:
    assert code_of(request(output=output)) is ErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    "changes",
    [
        {"output": None}, {"output": ["list.children"]}, {"outputs": None}, {"outputs": []},
        {"outputs": {"id": "other", "property": "children"}}, {"outputs": {"id": "list", "property": 1}},
        {"inputs": []}, {"inputs": [[], []]}, {"inputs": "x"}, {"inputs": [None]}, {"inputs": [[None]]},
        {"inputs": [[{"id": {"type": "other", "key": "1"}, "property": "n_clicks"}]]},
        {"inputs": [[{"id": {"type": "row", "key": []}, "property": "n_clicks"}]]},
        {"inputs": [[{"id": {"type": "row"}, "property": "n_clicks"}]]},
        {"state": []}, {"state": [[]]}, {"state": [{"id": "name", "property": "other"}]},
        {"changedPropIds": "x.y"}, {"changedPropIds": [1]}, {"changedPropIds": ["nodot"]},
        {"more": "a\x00b"}, {"more": [{"\ud800": 1}]},
    ],
)  # fmt: skip
def test_what_no_page_sends_is_unreadable(changes: dict[str, Any]) -> None:
    assert code_of(request(**changes)) is ErrorCode.UNREADABLE


@pytest.mark.parametrize("body", [None, [], 1, "x", {}])
def test_what_is_no_request_is_unreadable(body: object) -> None:
    assert code_of(body) is ErrorCode.UNREADABLE


@pytest.mark.parametrize("value", [None, 1, [], "", "campaigns", "https://evil.example.com"])
def test_an_address_that_is_no_path_is_unreadable(value: object) -> None:
    assert code_of(address(value)) is ErrorCode.UNREADABLE


def test_a_character_of_two_halves_can_be_stored() -> None:
    assert not holds_unstorable({"name": ["😀", 1, None]})
