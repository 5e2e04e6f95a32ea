"""Which tables hold rows of organizations, and in which column."""

from data.models import Base


def tables_with_policies() -> dict[str, str]:
    """Every table that must stand behind a policy, with its organization column."""
    tables = {
        name: "organization_id"
        for name, table in Base.metadata.tables.items()
        if "organization_id" in table.primary_key
    }
    tables["organizations"] = "id"
    return tables
