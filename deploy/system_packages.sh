#!/bin/sh
# Install Debian packages when we may (root, apt at hand); else name the command and fail.
set -eu
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing system packages: $*" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    exit 0
fi
echo "Missing system packages. Run this, then try again:" >&2
echo "    sudo apt-get install -y --no-install-recommends $*" >&2
exit 1
