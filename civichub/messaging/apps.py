from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "civichub.messaging"

    def ready(self) -> None:
        for module in ("hearing", "work"):  # of letters; those of mail are found by their names
            import_module(f"civichub.messaging.letters.{module}")
