"""How the app is served: a few processes with many threads each.

Many threads, so that slow requests do not keep the health checker waiting: a worker takes connections
whether or not it has a thread free, and what it has taken, the other worker cannot help with. Keep-alive longer than the load
balancer's idle timeout (60 s), so that it is never the app that closes a connection first: the balancer
would answer 502 to the request that it was just sending.
"""

import os

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("THREADS", "64"))
keepalive = 75
# /slow may run for long; a worker is alive as long as its threads are not all stuck.
timeout = 120
graceful_timeout = 30
# Load before forking: the workers share the request counter (web/counter.py).
preload_app = True
wsgi_app = "config.wsgi:application"
# No management socket in the home folder: several instances may run side by side on one machine.
control_socket_disable = True
