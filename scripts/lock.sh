#!/usr/bin/env bash
# Compiles requirements/*.in into the pinned *.txt. Pins stay as they are unless UPGRADE=1 or a .in asks otherwise.
# The locks name no index and no local path: where packages come from is the business of the machine that installs.
set -euo pipefail
cd "$(dirname "$0")/../requirements"

options=(--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --quiet
         --custom-compile-command "make requirements")
[ "${UPGRADE:-}" = 1 ] && options+=(--upgrade)
compile() { uv pip compile "${options[@]}" "$@"; }

compile --universal web.in --output-file web.txt
compile --universal worker.in --constraint web.txt --output-file worker.txt
# Not universal: with PyPI's PyTorch wheel the lock would hold gigabytes of GPU packages. A folder that holds
# the CPU wheel (UV_FIND_LINKS or PIP_FIND_LINKS) resolves without them. The old pin is dropped first, as it would
# win over the CPU wheel; "+cpu" is cut afterwards so that any build fits.
sed -i '/^torch==/d' ml.txt
UV_FIND_LINKS="${UV_FIND_LINKS:-${PIP_FIND_LINKS:-}}" compile ml.in --constraint worker.txt --output-file ml.txt
sed -i 's/+cpu$//' ml.txt
compile --universal dev.in --constraint worker.txt --constraint ml.txt --output-file dev.txt

if grep -nE '://|find-links|^nvidia-' ./*.txt; then
    echo "A lock names a host or path, or holds GPU packages (see above)." >&2
    exit 1
fi
