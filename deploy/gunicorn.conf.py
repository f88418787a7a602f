"""How gunicorn serves the clinic. WEB_CONCURRENCY sets the processes, PORT or -b the address."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# an answer that takes longer is lost anyway; what runs at a stop may finish
timeout = 60
graceful_timeout = 30
# processes renew themselves, not all at once
max_requests = 5000
max_requests_jitter = 500
# no socket in somebody's home, no access log: addresses of patients' links are secrets
control_socket_disable = True
accesslog = None
