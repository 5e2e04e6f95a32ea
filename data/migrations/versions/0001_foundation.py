"""The tables of the foundation, row-level security on PostgreSQL, and an audit log that refuses changes."""

import sqlalchemy as sa
from alembic import op

import data.columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


TENANT_TABLES = {
    "annotations": "organization_id",
    "api_keys": "organization_id",
    "audit_log": "organization_id",
    "campaigns": "organization_id",
    "comments": "organization_id",
    "creatives": "organization_id",
    "idempotency_keys": "organization_id",
    "import_batches": "organization_id",
    "import_mappings": "organization_id",
    "import_rejects": "organization_id",
    "invitations": "organization_id",
    "jobs": "organization_id",
    "metric_coverage": "organization_id",
    "metric_rollups": "organization_id",
    "metric_rows": "organization_id",
    "organizations": "id",
    "password_resets": "organization_id",
    "platform_campaigns": "organization_id",
    "refresh_tokens": "organization_id",
    "saved_views": "organization_id",
    "sessions": "organization_id",
    "uploads": "organization_id",
    "users": "organization_id",
}

SQLITE_AUDIT = (
    """CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
    WHEN OLD.created_at > datetime('now', '-90 days')
        AND EXISTS (SELECT 1 FROM organizations WHERE organizations.id = OLD.organization_id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
POSTGRESQL_AUDIT = (
    """CREATE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND (OLD.created_at <= now() - interval '90 days'
            OR NOT EXISTS (SELECT 1 FROM organizations WHERE organizations.id = OLD.organization_id)) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only';
    END $$""",
    """CREATE TRIGGER audit_log_guard BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_guard()""",
)


def _protect() -> None:
    """Put every tenant table behind a policy that holds for its owner too; freeze the audit log on both databases."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_AUDIT:
            op.execute(statement)
        return
    for table, column in TENANT_TABLES.items():
        rule = f"{column} = nullif(current_setting('app.current_org', true), '')::uuid"
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY tenant ON "{table}" USING ({rule}) WITH CHECK ({rule})')
    for statement in POSTGRESQL_AUDIT:
        op.execute(statement)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "directory",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("object_id", data.columns.Guid(), nullable=False),
        sa.Column("expires_at", data.columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key_hash", name=op.f("pk_directory")),
    )
    op.create_index(op.f("ix_directory_organization_id"), "directory", ["organization_id"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organizations_slug")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("locked_until", data.columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "annotations",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("campaign_id", data.columns.Guid(), nullable=True),
        sa.Column("author_id", data.columns.Guid(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_annotations_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_annotations")),
    )
    op.create_index("ix_annotations_day", "annotations", ["organization_id", "day"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", data.columns.Guid(), nullable=True),
        sa.Column("actor_name", sa.String(length=320), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("object_type", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_log_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_time", "audit_log", ["organization_id", "created_at"], unique=False)
    op.create_table(
        "campaigns",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("objective", sa.String(length=120), nullable=False),
        sa.Column("product_category", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("is_pending", sa.Boolean(), nullable=False),
        sa.Column("updated_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_campaigns_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_name", "campaigns", ["organization_id", "name"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("principal_id", data.columns.Guid(), nullable=False),
        sa.Column("endpoint", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("locked_until", data.columns.UtcDateTime(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_idempotency_keys_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "principal_id", "endpoint", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "import_batches",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("signature", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_imported", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=True),
        sa.Column("date_to", sa.Date(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("job_id", data.columns.Guid(), nullable=True),
        sa.Column("created_by_id", data.columns.Guid(), nullable=True),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("finished_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_import_batches_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_import_batches")),
    )
    op.create_index("ix_import_batches_time", "import_batches", ["organization_id", "created_at"], unique=False)
    op.create_table(
        "import_mappings",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("header_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_import_mappings_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_import_mappings")),
    )
    op.create_index("ix_import_mappings_header", "import_mappings", ["organization_id", "header_hash"], unique=True)
    op.create_table(
        "jobs",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("lease_token", data.columns.Guid(), nullable=True),
        sa.Column("lease_until", data.columns.UtcDateTime(), nullable=True),
        sa.Column("run_after", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_by_id", data.columns.Guid(), nullable=True),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("finished_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_jobs_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_status", "jobs", ["organization_id", "status"], unique=False)
    op.create_index("ix_jobs_time", "jobs", ["organization_id", "created_at"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("created_by_id", data.columns.Guid(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_uploads_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_uploads")),
    )
    op.create_table(
        "users",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("last_seen_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_users_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_users")),
        sa.UniqueConstraint("organization_id", "email", name=op.f("uq_users_organization_id_email")),
    )
    op.create_table(
        "api_keys",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=24), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by_id", data.columns.Guid(), nullable=False),
        sa.Column("expires_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("last_used_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "created_by_id"],
            ["users.organization_id", "users.id"],
            name=op.f("fk_api_keys_organization_id_created_by_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_api_keys_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_api_keys")),
    )
    op.create_table(
        "creatives",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("campaign_id", data.columns.Guid(), nullable=True),
        sa.Column("ad_ref", sa.String(length=300), nullable=False),
        sa.Column("ad_text", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("creative_type", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("served_key", sa.String(length=300), nullable=False),
        sa.Column("thumbnail_key", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("delete_attempts", sa.Integer(), nullable=False),
        sa.Column("created_by_id", data.columns.Guid(), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("updated_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "campaign_id"],
            ["campaigns.organization_id", "campaigns.id"],
            name=op.f("fk_creatives_organization_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_creatives_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_creatives")),
    )
    op.create_index("ix_creatives_campaign", "creatives", ["organization_id", "campaign_id"], unique=False)
    op.create_index("ix_creatives_time", "creatives", ["organization_id", "created_at"], unique=False)
    op.create_table(
        "import_rejects",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("import_id", data.columns.Guid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "import_id"],
            ["import_batches.organization_id", "import_batches.id"],
            name=op.f("fk_import_rejects_organization_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_import_rejects_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "import_id", "number", name=op.f("pk_import_rejects")),
    )
    op.create_table(
        "invitations",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invited_by_id", data.columns.Guid(), nullable=False),
        sa.Column("expires_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("accepted_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "invited_by_id"],
            ["users.organization_id", "users.id"],
            name=op.f("fk_invitations_organization_id_invited_by_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invitations_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_invitations")),
    )
    op.create_table(
        "password_resets",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("user_id", data.columns.Guid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["users.organization_id", "users.id"],
            name=op.f("fk_password_resets_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_password_resets_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_password_resets")),
    )
    op.create_table(
        "platform_campaigns",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("campaign_id", data.columns.Guid(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("match_key", sa.String(length=400), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("budget_micros", sa.BigInteger(), nullable=True),
        sa.Column("import_id", data.columns.Guid(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "campaign_id"],
            ["campaigns.organization_id", "campaigns.id"],
            name=op.f("fk_platform_campaigns_organization_id_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_platform_campaigns_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_platform_campaigns")),
        sa.UniqueConstraint(
            "organization_id",
            "platform",
            "match_key",
            name=op.f("uq_platform_campaigns_organization_id_platform_match_key"),
        ),
    )
    op.create_index(
        "ix_platform_campaigns_campaign", "platform_campaigns", ["organization_id", "campaign_id"], unique=False
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("user_id", data.columns.Guid(), nullable=False),
        sa.Column("family_id", data.columns.Guid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["users.organization_id", "users.id"],
            name=op.f("fk_refresh_tokens_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_refresh_tokens_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_refresh_tokens")),
    )
    op.create_index("ix_refresh_tokens_family", "refresh_tokens", ["organization_id", "family_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("user_id", data.columns.Guid(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["users.organization_id", "users.id"],
            name=op.f("fk_saved_views_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_saved_views_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "organization_id", "user_id", "page", "name", name=op.f("uq_saved_views_organization_id_user_id_page_name")
        ),
    )
    op.create_table(
        "sessions",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("user_id", data.columns.Guid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_seen_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("authenticated_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("expires_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", data.columns.UtcDateTime(), nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=400), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["users.organization_id", "users.id"],
            name=op.f("fk_sessions_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_sessions_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_user", "sessions", ["organization_id", "user_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("id", data.columns.Guid(), nullable=False),
        sa.Column("creative_id", data.columns.Guid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("written_at", data.columns.UtcDateTime(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", data.columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "creative_id"],
            ["creatives.organization_id", "creatives.id"],
            name=op.f("fk_comments_organization_id_creative_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_comments_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_creative", "comments", ["organization_id", "creative_id"], unique=False)
    op.create_table(
        "metric_coverage",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("import_id", data.columns.Guid(), nullable=False),
        sa.Column("platform_campaign_id", data.columns.Guid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("counts_total", sa.Boolean(), nullable=False),
        sa.Column("counts_demographic", sa.Boolean(), nullable=False),
        sa.Column("counts_ad", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "import_id"],
            ["import_batches.organization_id", "import_batches.id"],
            name=op.f("fk_metric_coverage_organization_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "platform_campaign_id"],
            ["platform_campaigns.organization_id", "platform_campaigns.id"],
            name=op.f("fk_metric_coverage_organization_id_platform_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_metric_coverage_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id",
            "import_id",
            "platform_campaign_id",
            "date",
            "period_end",
            name=op.f("pk_metric_coverage"),
        ),
    )
    op.create_index(
        "ix_metric_coverage_group", "metric_coverage", ["organization_id", "platform_campaign_id", "date"], unique=False
    )
    op.create_table(
        "metric_rollups",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("platform_campaign_id", data.columns.Guid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("age", sa.String(length=20), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("ad", sa.String(length=300), nullable=False),
        sa.Column("campaign_id", data.columns.Guid(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("conversions_micros", sa.BigInteger(), nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "platform_campaign_id"],
            ["platform_campaigns.organization_id", "platform_campaigns.id"],
            name=op.f("fk_metric_rollups_organization_id_platform_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_metric_rollups_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id",
            "kind",
            "date",
            "period_end",
            "platform_campaign_id",
            "currency",
            "country",
            "age",
            "gender",
            "ad",
            name=op.f("pk_metric_rollups"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_metric_rollups_campaign", "metric_rollups", ["organization_id", "kind", "campaign_id", "date"], unique=False
    )
    op.create_index(
        "ix_metric_rollups_platform_campaign",
        "metric_rollups",
        ["organization_id", "platform_campaign_id", "date"],
        unique=False,
    )
    op.create_table(
        "metric_rows",
        sa.Column("organization_id", data.columns.Guid(), nullable=False),
        sa.Column("import_id", data.columns.Guid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("platform_campaign_id", data.columns.Guid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("ad_group", sa.String(length=300), nullable=False),
        sa.Column("ad", sa.String(length=300), nullable=False),
        sa.Column("ad_id", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("age", sa.String(length=20), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("extra", sa.String(length=400), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("conversions_micros", sa.BigInteger(), nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "import_id"],
            ["import_batches.organization_id", "import_batches.id"],
            name=op.f("fk_metric_rows_organization_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "platform_campaign_id"],
            ["platform_campaigns.organization_id", "platform_campaigns.id"],
            name=op.f("fk_metric_rows_organization_id_platform_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_metric_rows_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "import_id", "line", name=op.f("pk_metric_rows")),
    )
    op.create_index(
        "ix_metric_rows_group", "metric_rows", ["organization_id", "platform_campaign_id", "date", "cell"], unique=False
    )
    _protect()


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_metric_rows_group", table_name="metric_rows")
    op.drop_table("metric_rows")
    op.drop_index("ix_metric_rollups_platform_campaign", table_name="metric_rollups")
    op.drop_index("ix_metric_rollups_campaign", table_name="metric_rollups")
    op.drop_table("metric_rollups")
    op.drop_index("ix_metric_coverage_group", table_name="metric_coverage")
    op.drop_table("metric_coverage")
    op.drop_index("ix_comments_creative", table_name="comments")
    op.drop_table("comments")
    op.drop_index("ix_sessions_user", table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("saved_views")
    op.drop_index("ix_refresh_tokens_family", table_name="refresh_tokens")
    op.drop_table("refresh_tokens")
    op.drop_index("ix_platform_campaigns_campaign", table_name="platform_campaigns")
    op.drop_table("platform_campaigns")
    op.drop_table("password_resets")
    op.drop_table("invitations")
    op.drop_table("import_rejects")
    op.drop_index("ix_creatives_time", table_name="creatives")
    op.drop_index("ix_creatives_campaign", table_name="creatives")
    op.drop_table("creatives")
    op.drop_table("api_keys")
    op.drop_table("users")
    op.drop_table("uploads")
    op.drop_index("ix_jobs_time", table_name="jobs")
    op.drop_index("ix_jobs_status", table_name="jobs")
    op.drop_table("jobs")
    op.drop_index("ix_import_mappings_header", table_name="import_mappings")
    op.drop_table("import_mappings")
    op.drop_index("ix_import_batches_time", table_name="import_batches")
    op.drop_table("import_batches")
    op.drop_table("idempotency_keys")
    op.drop_index("ix_campaigns_name", table_name="campaigns")
    op.drop_table("campaigns")
    op.drop_index("ix_audit_log_time", table_name="audit_log")
    op.drop_table("audit_log")
    op.drop_index("ix_annotations_day", table_name="annotations")
    op.drop_table("annotations")
    op.drop_table("sign_in_failures")
    op.drop_table("organizations")
    op.drop_index(op.f("ix_directory_organization_id"), table_name="directory")
    op.drop_table("directory")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_guard()")
