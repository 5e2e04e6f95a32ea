#!/usr/bin/env bash
# Makes .venv and installs the named locks of requirements/ into it, each only when it changed.
# Usage: scripts/setup.sh [web] [worker] [ml] [dev]
# PYTHON=... picks the interpreter, TORCH_INDEX_URL=... the address of PyTorch's CPU wheels.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
usable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; }

find_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 && usable "$name"; then
            command -v "$name"
            return
        fi
    done
    echo "AdVision needs Python 3.11, 3.12 or 3.13, and none was found${PYTHON:+ (PYTHON=$PYTHON is not one)}." >&2
    echo "Debian and Ubuntu: sudo apt-get install python3 python3-venv; or name one: make PYTHON=/path/to/python3.11 ..." >&2
    return 1
}

make_venv() {
    local python version
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "Python $version cannot make virtual environments here: its venv module is missing." >&2
        echo "Install it and start again: sudo apt-get install python$version-venv" >&2
        return 1
    fi
    echo "Making $venv with Python $version ..."
    rm -rf "$venv"
    "$python" -m venv "$venv"
}

hash_of() { sha256sum "requirements/$1.txt" | cut -d' ' -f1; }

install_changed() {
    local name changed=() options=()
    for name in "$@"; do
        [ "$(cat "$venv/.installed-$name" 2>/dev/null)" = "$(hash_of "$name")" ] && continue
        changed+=("$name")
        options+=(-r "requirements/$name.txt")
    done
    [ ${#changed[@]} -eq 0 ] && return
    # Where PyTorch's CPU wheels lie; without it pip may take the build with gigabytes of GPU libraries.
    [ -n "${TORCH_INDEX_URL:-}" ] && options+=(--extra-index-url "$TORCH_INDEX_URL")
    echo "Installing requirements: ${changed[*]} (only when they changed; the first time takes about a minute) ..."
    "$venv/bin/python" -m pip install --disable-pip-version-check --quiet --quiet --no-input "${options[@]}"
    for name in "${changed[@]}"; do
        hash_of "$name" >"$venv/.installed-$name"
    done
}

# Two starts at once would install into one folder, so the second waits for the first.
mkdir -p build
if command -v flock >/dev/null 2>&1; then
    exec 9>build/setup.lock
    flock 9
fi
# An environment that was copied or whose interpreter went away is made anew.
usable "$venv/bin/python" || make_venv
install_changed "${@:-web}"
