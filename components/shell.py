"""The frame of every page: navigation by group and right, top bar, ribbon, main area, toasts."""

from collections.abc import Callable
from typing import Any, NamedTuple

from dash import dcc, html

from components import ids
from components.attributes import DECORATION, attributes
from components.icons import icon
from components.menus import menu, menu_link
from components.toasts import toast_region
from domain.accounts import AccountResult
from domain.permissions import Permission


class NavItem(NamedTuple):
    """A page in the navigation. Only pages that exist are passed in."""

    label: str
    href: str
    symbol: str
    permission: Permission = Permission.VIEW


class NavGroup(NamedTuple):
    """Pages that belong together, under a small heading; the first group has none."""

    title: str
    items: tuple[NavItem, ...]


def shell(
    content: Any,
    *,
    navigation: tuple[NavGroup, ...],
    account: AccountResult,
    may: Callable[[Permission], bool],
    active_path: str = "/",
    ribbon: Any = None,
    version: str = "",
) -> html.Div:
    """The whole frame around a page. `ribbon` is shown under the top bar, for example `example_ribbon()`."""
    main = html.Main(
        html.Div(content, id=ids.PAGE, className="page-content"), id="main", className="page", tabIndex="-1"
    )
    column = html.Div(
        [_topbar(account, may), html.Div(ribbon, id=ids.RIBBON), main],
        className="main-column",
    )
    scrim = html.Button(
        html.Span("Close navigation", className="visually-hidden"),
        type="button",
        className="nav-scrim",
        tabIndex="-1",
        **attributes(data_nav_close=True),
    )
    skip = html.A("Skip to the content", href="#main", className="skip-link")
    return html.Div(
        [
            skip,
            html.Div([_sidebar(navigation, may, active_path, version), scrim, column], className="shell"),
            toast_region(),
        ]
    )


def current_href(navigation: tuple[NavGroup, ...], path: str) -> str | None:
    """The address in the navigation that a path lies under: the longest; "/" only matches itself."""
    inside = [
        item.href
        for group in navigation
        for item in group.items
        if path == item.href or (item.href != "/" and path.startswith(item.href + "/"))
    ]
    return max(inside, key=len, default=None)


def _sidebar(navigation: tuple[NavGroup, ...], may: Callable[[Permission], bool], path: str, version: str) -> html.Nav:
    active = current_href(navigation, path)
    groups = [_group(group, may, active) for group in navigation if any(may(item.permission) for item in group.items)]
    children: list[Any] = [brand(), html.Div(groups, className="nav-groups")]
    if version:
        children.append(html.Div(f"AdVision {version}", className="sidebar-foot"))
    return html.Nav(children, id=ids.SIDEBAR, className="sidebar", **attributes(aria_label="Main"))


def brand() -> dcc.Link:
    """The mark and the name, leading home."""
    mark = html.Span([html.I(), html.I(), html.I()], className="brand-mark", **DECORATION)
    return dcc.Link([mark, "AdVision"], href="/", className="brand")


def _group(group: NavGroup, may: Callable[[Permission], bool], active: str | None) -> html.Div:
    items = [html.Li(_nav_link(item, active)) for item in group.items if may(item.permission)]
    children: list[Any] = [html.P(group.title, className="nav-group-title")] if group.title else []
    return html.Div([*children, html.Ul(items, className="nav-list")])


def _nav_link(item: NavItem, active: str | None) -> dcc.Link:
    # dcc.Link takes no aria attributes: the class is the first state, assets/30-scripts/shell.js adds aria-current.
    active_class = " is-active" if item.href == active else ""
    return dcc.Link([icon(item.symbol), item.label], href=item.href, className=f"nav-item-link{active_class}")


def _topbar(account: AccountResult, may: Callable[[Permission], bool]) -> html.Header:
    opener = html.Button(
        [icon("list"), html.Span("Navigation", className="visually-hidden")],
        type="button",
        className="button button-quiet button-icon nav-open",
        **attributes(data_nav_open=True, aria_expanded=False, aria_controls=ids.SIDEBAR),
    )
    organization = html.Div(
        [icon("building"), html.Span(account.organization.name, className="truncate")], className="topbar-organization"
    )
    theme = html.Button(
        [icon("circle-half"), html.Span("Switch between light and dark", className="visually-hidden")],
        type="button",
        className="button button-quiet button-icon",
        title="Switch between light and dark",
        **attributes(data_theme_toggle=True),
    )
    return html.Header(
        [opener, organization, html.Div([theme, user_menu(account, may)], className="topbar-tools")], className="topbar"
    )


def initials(name: str) -> str:
    """One or two letters for a name: first of the first word, first of the last."""
    words = [word for word in name.split() if word]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def user_menu(account: AccountResult, may: Callable[[Permission], bool]) -> html.Details:
    """Who is signed in, the way to the settings, and signing out (a POST with the CSRF token)."""
    user = account.user
    head = html.Div(
        [html.Strong(user.full_name), html.Span(f"{user.email} · {user.role.value}")], className="menu-head"
    )
    items: list[Any] = [head]
    if may(Permission.EDIT_OWN_PROFILE):
        items.append(menu_link("Profile and sessions", "/settings/profile", "person"))
    if may(Permission.MANAGE_ORGANIZATION):
        items.append(menu_link("Organization settings", "/settings/organization", "gear"))
    out = html.Button([icon("box-arrow-right"), "Sign out"], type="submit", className="menu-item")
    items += [
        html.Hr(className="divider"),
        html.Form(out, action="/logout", method="POST", **attributes(data_csrf=True)),
    ]
    face = html.Span(initials(user.full_name), className="avatar", **DECORATION)
    return menu(f"Account of {user.full_name}", items, face=face)


def example_ribbon(*, can_import: bool = True, can_remove: bool = False) -> html.Div:
    """Above every page that shows example data: nobody may take it for their own."""
    words: list[Any] = ["These are example data, made up to show how AdVision works."]
    if can_import:
        words += [" ", dcc.Link("Import your own", href="/campaigns/import")]
    if can_remove:
        words += [" or ", dcc.Link("remove the example", href="/settings/organization")]
    return html.Div([icon("info-circle"), html.Span(words)], className="ribbon", role="status")
