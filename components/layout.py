"""The app's outer layout: the frame of a signed-in person around Dash's page container."""

from collections.abc import Callable, Collection
from typing import Any

from components.navigation import navigation
from components.shell import example_ribbon, shell
from domain.accounts import AccountResult
from domain.permissions import Permission


def signed_in_layout(
    content: Any,
    account: AccountResult,
    may: Callable[[Permission], bool],
    paths: Collection[str],
    *,
    has_example_data: bool,
    version: str = "",
) -> Any:
    """The whole document's body."""
    can_remove = may(Permission.MANAGE_ORGANIZATION)
    return shell(
        content,
        navigation=navigation(paths),
        account=account,
        may=may,
        active_path="",
        ribbon=example_ribbon(can_remove=can_remove, can_import=may(Permission.IMPORT_DATA))
        if has_example_data
        else None,
        version=version,
    )
