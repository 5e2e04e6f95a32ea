"""Modal dialogs on the browser's own <dialog>: focus stays inside, Escape closes. See assets/30-scripts/dialogs.js."""

from typing import Any

from dash import html

from components import ids
from components.attributes import attributes
from components.buttons import button


def dialog(
    owner: str, title: str, body: Any, foot: list[Any], *, wide: bool = False, opened: bool = False
) -> html.Dialog:
    """A dialog. To open or close it write "true" or "false" to `data-open` of `ids.dialog(owner)`."""
    heading = ids.part(owner, "dialog-title")
    close = button(
        "Close", tone="quiet", symbol="x-lg", small=True, icon_only=True, **attributes(data_dialog_close=True)
    )
    return html.Dialog(
        [
            html.Div([html.H2(title, id=heading), close], className="dialog-head"),
            html.Div(body, className="dialog-body", id=ids.part(owner, "dialog-body")),
            html.Div(foot, className="dialog-foot"),
        ],
        id=ids.dialog(owner),
        className="dialog dialog-wide" if wide else "dialog",
        **attributes(data_open=str(opened).lower(), aria_labelledby=heading),
    )


def confirm_dialog(
    owner: str, title: str, consequence: Any, confirm_label: str, *, tone: str = "danger", keep_label: str = "Cancel"
) -> html.Dialog:
    """Asks before something that is hard to take back: says what will happen, and names the deed on the button."""
    keep = button(keep_label, **attributes(data_dialog_close=True))
    return dialog(owner, title, consequence, [keep, button(confirm_label, ids.confirm(owner), tone=tone)])


def opener(owner: str) -> dict[str, Any]:
    """The attribute that makes a button open the owner's dialog without a callback."""
    return {"data-dialog-open": ids.dialog(owner)}
