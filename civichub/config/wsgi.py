"""The pages, for a WSGI server that brings threads of its own; live screens need `civichub.config.asgi`."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civichub.config.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page now: else the first request to each process waits seconds for them
