"""Factories: one for each model, each giving an unsaved row with sensible fields. `save` writes rows as one owner."""

from tests.factories.accounts import (
    PASSWORD,
    Tenant,
    api_key,
    audit_row,
    invitation,
    login_session,
    make_tenant,
    password_hash,
    password_reset,
    refresh_token,
    user,
)
from tests.factories.campaigns import annotation, campaign, platform_campaign, saved_view
from tests.factories.creatives import comment, creative
from tests.factories.everything import fill_every_table
from tests.factories.jobs import idempotency_key, job
from tests.factories.metrics import (
    import_batch,
    import_mapping,
    import_reject,
    metric_coverage,
    metric_rollup,
    metric_row,
    upload,
)
from tests.factories.saving import save

__all__ = [
    "PASSWORD",
    "Tenant",
    "annotation",
    "api_key",
    "audit_row",
    "campaign",
    "comment",
    "creative",
    "fill_every_table",
    "idempotency_key",
    "import_batch",
    "import_mapping",
    "import_reject",
    "invitation",
    "job",
    "login_session",
    "make_tenant",
    "metric_coverage",
    "metric_rollup",
    "metric_row",
    "password_hash",
    "password_reset",
    "platform_campaign",
    "refresh_token",
    "save",
    "saved_view",
    "upload",
    "user",
]
