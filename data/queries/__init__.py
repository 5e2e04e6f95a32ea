"""SQL that feeds pages and keeps the roll-ups: tenant-scoped, aggregated in the database, plain numbers out."""
