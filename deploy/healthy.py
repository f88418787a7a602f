"""Ask the web process of this machine whether it is well; for container health checks."""

import os
import sys
import urllib.error
import urllib.request

address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
# what the proxy in front would send; without it the answer is "use https"
request = urllib.request.Request(address, headers={"Host": host, "X-Forwarded-Proto": "https"})
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 - our own address
        sys.exit(answer.status != 200)
except (urllib.error.URLError, OSError) as reason:
    sys.exit(f"{address}: {reason}")
