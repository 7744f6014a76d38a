"""The pages. None of them keeps anything between two requests, except the counter, which says so."""

import time

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .counter import count
from .work import burn_cpu

MAX_BURN_MS = 60_000
MAX_SLOW_SECONDS = 3_600


@require_safe
def home(request):
    """Who answered. The page does WORK_MS of work, so that a load test has something to move."""
    used = burn_cpu(settings.WORK_MS)
    context = {
        "instance_id": settings.INSTANCE_ID,
        "availability_zone": settings.AVAILABILITY_ZONE,
        "version": settings.APP_VERSION,
        "work_ms": settings.WORK_MS,
        "used_ms": used,
        "served": count(),
    }
    response = render(request, "web/home.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def healthz(request):
    """Alive, without any work: says that the app answers, not that it is fast."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def burn(request):
    """/burn?ms=500 uses that much CPU time."""
    milliseconds = number(request, "ms", default=100, smallest=0, largest=MAX_BURN_MS)
    if milliseconds is None:
        return HttpResponseBadRequest(f"ms must be a number from 0 to {MAX_BURN_MS}\n", content_type="text/plain")
    used = burn_cpu(milliseconds)
    return JsonResponse({"instance": settings.INSTANCE_ID, "asked_ms": milliseconds, "used_ms": round(used, 2)})


@require_safe
def slow(request):
    """/slow?s=120&beat=5 takes 120 s and sends a byte every 5 s, so that no idle timeout ends it.

    Without beats (beat=0) nothing is sent until the end: after 60 s the load balancer gives up.
    """
    seconds = number(request, "s", default=10, smallest=0, largest=MAX_SLOW_SECONDS)
    beat = number(request, "beat", default=1, smallest=0, largest=MAX_SLOW_SECONDS)
    if seconds is None or beat is None:
        return HttpResponseBadRequest(
            f"s and beat must be numbers from 0 to {MAX_SLOW_SECONDS}\n", content_type="text/plain"
        )
    if beat == 0:
        time.sleep(seconds)
        return HttpResponse("done\n", content_type="text/plain")
    return StreamingHttpResponse(beats(seconds, beat), content_type="text/plain")


def beats(seconds, beat):
    """A dot per beat, a last line at the end."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        yield b"."
        time.sleep(min(beat, left))
    yield b"\ndone\n"


@require_safe
def fail(request):
    """/fail?code=503 answers with that status."""
    code = number(request, "code", default=500, smallest=400, largest=599)
    if code is None or code != int(code):
        return HttpResponseBadRequest("code must be a whole number from 400 to 599\n", content_type="text/plain")
    return HttpResponse(f"failed on request with {int(code)}\n", status=int(code), content_type="text/plain")


def number(request, name, *, default, smallest, largest):
    """The number in the query string, the default if it is absent, None if it cannot be used."""
    try:
        value = float(request.GET.get(name, default))
    except ValueError:
        return None
    return value if smallest <= value <= largest else None
