from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "civichub.feedback.quality"
    label = "quality"
