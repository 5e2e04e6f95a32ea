#!/bin/sh
# Run by the PostgreSQL image on its first start: makes AdVision's roles and database (passwords: deploy/owner.env).
set -eu
psql -X -q -U postgres -d postgres -v owner_password="$ADVISION_OWNER_PASSWORD" -v app_password="$ADVISION_APP_PASSWORD" \
    -v database=advision -f /opt/advision-postgres/roles.sql
