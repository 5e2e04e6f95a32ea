#!/usr/bin/env bash
# Makes sure that PostgreSQL, Redis, nginx and Chromium are here, and installs what is missing where it may.
# Without root (or sudo that asks nothing) it names what is missing and fails; the tests that need it fail as well.
set -uo pipefail

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
has_brotli() { compgen -G '/usr/*/nginx/modules/ngx_http_brotli_static_module.so' >/dev/null; }
has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }

missing_packages() {
    has_postgres || echo postgresql
    has redis-server || echo redis-server
    has nginx || echo nginx
    has_brotli || echo libnginx-mod-http-brotli-static
    has chromium || has chromium-browser || has google-chrome || echo chromium
}

install() {
    local prefix=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        prefix=(sudo)
    fi
    echo "Installing for the tests: $* ..."
    "${prefix[@]}" apt-get update -qq &&
        "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

mapfile -t wanted < <(missing_packages)
[ ${#wanted[@]} -eq 0 ] && exit 0
install "${wanted[@]}"
mapfile -t wanted < <(missing_packages)
[ ${#wanted[@]} -eq 0 ] && exit 0
echo "Missing for the tests, and not installable from here: ${wanted[*]}" >&2
echo "Install them once: sudo apt-get install ${wanted[*]}" >&2
exit 1
