"""Who may do what: one table that pages, callbacks, REST and commands all ask."""

from enum import StrEnum


class Role(StrEnum):
    """A member's role in the organization; each includes the ones before it."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing a person may do."""

    VIEW = "view"
    EDIT_OWN_PROFILE = "edit_own_profile"
    IMPORT_DATA = "import_data"
    EDIT_CAMPAIGNS = "edit_campaigns"
    EDIT_CREATIVES = "edit_creatives"
    SAVE_VIEWS = "save_views"
    ANNOTATE = "annotate"
    RUN_ANALYZERS = "run_analyzers"
    DELETE_CAMPAIGNS = "delete_campaigns"
    UNDO_IMPORTS = "undo_imports"
    EXPORT_DATA = "export_data"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_KEYS = "manage_keys"
    MANAGE_ORGANIZATION = "manage_organization"
    SEE_AUDIT_LOG = "see_audit_log"
    SEE_JOBS = "see_jobs"
    EDIT_BRAND = "edit_brand"
    MANAGE_MODELS = "manage_models"


_VIEWER = frozenset({Permission.VIEW, Permission.EDIT_OWN_PROFILE, Permission.SAVE_VIEWS, Permission.EXPORT_DATA})
_ANALYST = _VIEWER | {
    Permission.IMPORT_DATA,
    Permission.EDIT_CAMPAIGNS,
    Permission.EDIT_CREATIVES,
    Permission.ANNOTATE,
    Permission.RUN_ANALYZERS,
    Permission.EDIT_BRAND,
}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: frozenset(_ANALYST),
    Role.ADMIN: frozenset(Permission),
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether the role carries the permission. Unknown pairs are refused."""
    return permission in ROLE_PERMISSIONS.get(role, frozenset())
