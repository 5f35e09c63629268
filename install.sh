#!/bin/sh
# Install Handshape on this Raspberry Pi: ./install.sh, or `make install`. Run it again after `git pull`.
cd "$(dirname "$0")" || exit 1
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "handshape: Python 3.11 or newer is needed: flash the 64-bit Raspberry Pi OS 12 or 13." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then sudo=; else
    sudo="sudo --preserve-env=PIP_INDEX_URL,PIP_EXTRA_INDEX_URL,PIP_FIND_LINKS,PIP_NO_INDEX,PIP_TRUSTED_HOST,PIP_CERT,http_proxy,https_proxy,no_proxy"
fi
exec $sudo env PYTHONPATH=. PYTHONDONTWRITEBYTECODE=1 python3 -m deploy.on_pi "$@"
