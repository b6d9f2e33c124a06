from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "civichub.disclosure"
