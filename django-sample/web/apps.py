from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"

    def ready(self):
        # Django loads views at the first request, which is after gunicorn has forked its workers. The
        # counter must exist before, or each worker would have one of its own.
        from . import counter  # noqa: F401
