"""What a request meets before anything else: who answers, a delay that somebody asked for, and what concerns the health checker."""

import ipaddress
import time

from django.conf import settings
from django.http import HttpResponse

HEALTH_CHECKER = "ELB-HealthChecker"
MAX_DELAY_MS = 600_000


class InstanceMiddleware:
    """Every answer names its machine, errors and downloads, too: a load test counts by this header who answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["X-Instance-Id"] = settings.INSTANCE_ID
        return response


class AnswerDelayMiddleware:
    """While ANSWER_DELAY_FILE exists, every answer comes so many milliseconds later, the health checker's, too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        time.sleep(answer_delay_seconds())
        return self.get_response(request)


def answer_delay_seconds():
    """What ANSWER_DELAY_FILE says, ten minutes at most; 0 if there is no file, or no number in it."""
    try:
        text = settings.ANSWER_DELAY_FILE.read_text().strip()
    except OSError:
        return 0
    return min(int(text), MAX_DELAY_MS) / 1000 if text.isdecimal() else 0


class HealthCheckMiddleware:
    """Two things that concern the health checker alone, known by its User-Agent.

    1. It asks by bare address (Host: 10.0.128.17), which ALLOWED_HOSTS cannot list: the address is
       known only once the machine runs. Such a Host is replaced by a name that is allowed.
    2. If HEALTH_ANSWER_FILE exists, it is answered with the status in there, while users go on
       getting their pages: a machine that looks ill and is not. Delete the file to end it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.META.get("HTTP_USER_AGENT", "").startswith(HEALTH_CHECKER):
            status = switched_answer()
            if status is not None:
                return HttpResponse(f"switched to {status}\n", status=status, content_type="text/plain")
            if is_bare_address(request.META.get("HTTP_HOST", "")):
                request.META["HTTP_HOST"] = "127.0.0.1"
        return self.get_response(request)


def switched_answer():
    """The status in HEALTH_ANSWER_FILE; 503 if the file holds no status; None if there is no file."""
    try:
        text = settings.HEALTH_ANSWER_FILE.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() and 200 <= int(text) <= 599 else 503


def is_bare_address(host):
    """True for "10.0.1.2", "10.0.1.2:80" and "[fd00::1]:80"."""
    name = host[1 : host.find("]")] if host.startswith("[") else host.rsplit(":", 1)[0] if ":" in host else host
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
