from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "civichub.catalogue"
