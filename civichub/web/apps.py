from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "civichub.web"

    def ready(self) -> None:
        """Listen to who signs out."""
        import_module("civichub.web.signing_out")
