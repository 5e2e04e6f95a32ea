#!/bin/sh
# Fills the ADVISION_ variables into nginx.conf.template and starts nginx with the result (needs gettext's envsubst).
set -eu
: "${ADVISION_NGINX_MODULES:=/usr/lib/nginx/modules}" "${ADVISION_NGINX_RUN:=/run/advision-nginx}"
: "${ADVISION_HTTP_PORT:=8080}" "${ADVISION_HTTPS_PORT:=8443}" "${ADVISION_PUBLIC_PORT:=}"
: "${ADVISION_SERVER_NAME:=localhost}" "${ADVISION_UPSTREAM:=web:8050}" "${ADVISION_STATIC:=/srv/static}"
: "${ADVISION_CERTIFICATE:=/run/secrets/certificate.pem}" "${ADVISION_CERTIFICATE_KEY:=/run/secrets/certificate.key}"
: "${ADVISION_TRUSTED_RANGE:=127.0.0.1/32}"
export ADVISION_NGINX_MODULES ADVISION_NGINX_RUN ADVISION_HTTP_PORT ADVISION_HTTPS_PORT ADVISION_PUBLIC_PORT \
    ADVISION_SERVER_NAME ADVISION_UPSTREAM ADVISION_STATIC ADVISION_CERTIFICATE ADVISION_CERTIFICATE_KEY \
    ADVISION_TRUSTED_RANGE

mkdir -p "$ADVISION_NGINX_RUN/acme"
# Only our own variables: nginx's ($host, $uri) stay as they are.
names=$(env | sed -n 's/^\(ADVISION_[A-Z_]*\)=.*/${\1}/p' | tr '\n' ' ')
envsubst "$names" <"$(dirname "$0")/nginx.conf.template" >"$ADVISION_NGINX_RUN/nginx.conf"
exec nginx -c "$ADVISION_NGINX_RUN/nginx.conf" -g 'daemon off;' "$@"
