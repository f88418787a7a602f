#!/bin/sh
# Make .venv and install one lock into it: `sh deploy/install.sh base` or `dev`. Does nothing when that lock is in already.
set -eu
cd "$(dirname "$0")/.."
which=$1
python=${PYTHON:-python3}
lock=deploy/locks/$which.txt
stamp=.venv/installed-$which

say() { printf '%s\n' "$*" >&2; }

fingerprint() { sha256sum "$lock" | cut -d ' ' -f 1; }

make_venv() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
        say "smpclinic needs Python 3.11 or newer; '$python' is not. Name another: PYTHON=/path/to/python3 make run"
        exit 1
    }
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        sh deploy/system_packages.sh python3-venv
    fi
    say "Making the virtual environment"
    "$python" -m venv --clear .venv
}

with_uv() {
    [ -x .venv/bin/uv ] || .venv/bin/pip install -q --require-hashes -r deploy/locks/tools.txt || return 1
    UV_SYSTEM_CERTS=true .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes --compile-bytecode -r "$lock"
}

with_pip() {
    say "uv could not install the packages; trying pip"
    .venv/bin/pip install -q --require-hashes -r "$lock"
}

.venv/bin/python -c '' 2>/dev/null || make_venv
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$(fingerprint)" ]; then
    say "Installing the locked packages ($which)"
    with_uv || with_pip
    fingerprint > "$stamp"
fi
