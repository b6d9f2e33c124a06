from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "civichub.workforce"
