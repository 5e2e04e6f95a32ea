"""Models and their results, the brand, variants; scores of creatives and labels of comments."""

import sqlalchemy as sa
from alembic import op

import data.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT_TABLES = ("business_profiles", "generated_variants", "model_choices", "own_models", "predictions")


def _organization(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f(f"fk_{table}_organization_id"), ondelete="CASCADE"
        )
    ]


def _guid(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, data.columns.Guid(), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, data.columns.UtcDateTime(), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    _add_registry()
    _add_results()
    _add_brand()
    with op.batch_alter_table("creatives") as table:
        table.add_column(sa.Column("quality_score", sa.Double(), nullable=True))
        table.add_column(sa.Column("emotion", sa.String(length=10), nullable=True))
        table.add_column(sa.Column("predicted_engagement", sa.Double(), nullable=True))
        table.add_column(sa.Column("scored_hash", sa.String(length=64), nullable=True))
    with op.batch_alter_table("comments") as table:
        table.add_column(sa.Column("fingerprint", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("emotion", sa.String(length=10), nullable=True))
        table.add_column(sa.Column("sentiment", sa.String(length=10), nullable=True))
        table.add_column(sa.Column("confidence", sa.Double(), nullable=True))
        table.add_column(sa.Column("is_uncertain", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("model_version", sa.String(length=60), nullable=True))
        table.add_column(sa.Column("label", sa.String(length=10), nullable=True))
        table.add_column(sa.Column("labelled_by_id", data.columns.Guid(), nullable=True))
    with op.batch_alter_table("comments") as table:
        table.alter_column("fingerprint", server_default=None)
        table.alter_column("is_uncertain", server_default=None)
    _protect()


def _add_registry() -> None:
    op.create_table(
        "model_registry",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        _moment("activated_at", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_model_registry")),
    )
    op.create_index(
        "uq_model_registry_active",
        "model_registry",
        ["name"],
        unique=True,
        sqlite_where=sa.text("is_active"),
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "own_models",
        _guid("organization_id"),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        _guid("created_by_id", nullable=True),
        _moment("created_at"),
        *_organization("own_models"),
        sa.PrimaryKeyConstraint("organization_id", "name", "version", name=op.f("pk_own_models")),
    )
    op.create_table(
        "model_choices",
        _guid("organization_id"),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("previous", sa.String(length=60), nullable=True),
        _guid("chosen_by_id", nullable=True),
        _moment("chosen_at"),
        *_organization("model_choices"),
        sa.PrimaryKeyConstraint("organization_id", "name", name=op.f("pk_model_choices")),
    )


def _add_results() -> None:
    op.create_table(
        "predictions",
        _guid("organization_id"),
        _guid("id"),
        sa.Column("analyzer", sa.String(length=20), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        _guid("subject_id"),
        sa.Column("model_name", sa.String(length=60), nullable=False),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        _guid("job_id", nullable=True),
        _guid("created_by_id", nullable=True),
        _moment("created_at"),
        *_organization("predictions"),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_predictions")),
    )
    op.create_index(
        "ix_predictions_subject",
        "predictions",
        ["organization_id", "subject_kind", "subject_id", "analyzer", "created_at"],
        unique=False,
    )


def _add_brand() -> None:
    op.create_table(
        "business_profiles",
        _guid("organization_id"),
        sa.Column("profile", sa.JSON(), nullable=False),
        _guid("updated_by_id", nullable=True),
        _moment("updated_at"),
        *_organization("business_profiles"),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_business_profiles")),
    )
    op.create_table(
        "generated_variants",
        _guid("organization_id"),
        _guid("id"),
        sa.Column("placement", sa.String(length=30), nullable=False),
        sa.Column("frame", sa.String(length=60), nullable=False),
        sa.Column("variant", sa.JSON(), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        _guid("creative_id", nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        _moment("reported_at", nullable=True),
        _guid("created_by_id", nullable=True),
        _moment("created_at"),
        sa.ForeignKeyConstraint(
            ["organization_id", "creative_id"],
            ["creatives.organization_id", "creatives.id"],
            name=op.f("fk_generated_variants_organization_id_creative_id"),
        ),
        *_organization("generated_variants"),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_generated_variants")),
    )
    for name, columns in (
        ("ix_generated_variants_time", ["organization_id", "created_at"]),
        ("ix_generated_variants_frame", ["organization_id", "placement", "frame"]),
        ("ix_generated_variants_creative", ["organization_id", "creative_id"]),
    ):
        op.create_index(name, "generated_variants", columns, unique=False)


def _protect() -> None:
    """Put the new tenant tables behind the policy of all others."""
    if op.get_bind().dialect.name == "sqlite":
        return
    rule = "organization_id = nullif(current_setting('app.current_org', true), '')::uuid"
    for table in TENANT_TABLES:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY tenant ON "{table}" USING ({rule}) WITH CHECK ({rule})')


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("comments") as table:
        for column in (
            "labelled_by_id", "label", "model_version", "is_uncertain", "confidence", "sentiment", "emotion",
            "fingerprint",
        ):  # fmt: skip
            table.drop_column(column)
    with op.batch_alter_table("creatives") as table:
        for column in ("scored_hash", "predicted_engagement", "emotion", "quality_score"):
            table.drop_column(column)
    for table in ("generated_variants", "business_profiles", "predictions", "model_choices", "own_models"):
        op.drop_table(table)
    op.drop_table("model_registry")
