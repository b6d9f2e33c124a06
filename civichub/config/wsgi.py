"""The pages, for a WSGI server that brings threads of its own; live screens need `civichub.config.asgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civichub.config.settings")

application = get_wsgi_application()
