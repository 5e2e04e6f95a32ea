"""What we store: models, queries, tenancy, migrations, file formats and the example organization."""
