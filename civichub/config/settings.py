"""Django's settings, derived from the typed environment. Nothing here differs by council: that is data."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django.forms
from csp.constants import NONCE, NONE, SELF

from civichub.config.environment import REPOSITORY, read_environment

ENV = read_environment()

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
DEMO = ENV.demo
# Cyber Essentials v3.3: every member of staff has a second factor. The demo lets a visitor look round without one.
STAFF_SECOND_FACTOR = not ENV.demo
ALLOWED_HOSTS = list(ENV.allowed_hosts)
PUBLIC_URL = ENV.public_url
PARTNERSHIP_NAME = ENV.partnership_name
CSRF_TRUSTED_ORIGINS = [ENV.public_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "procrastinate.contrib.django",
    "civichub.core",
    "civichub.organisations",
    "civichub.accounts",
    "civichub.places",
    "civichub.delivery",
    "civichub.workforce",
    "civichub.forms",
    "civichub.procedures",
    "civichub.catalogue",
    "civichub.directory",
    "civichub.customers",
    "civichub.routing",
    "civichub.contacts",
    "civichub.knowledge",
    "civichub.cases",
    "civichub.appointments",
    "civichub.messaging",
    "civichub.telephony",
    "civichub.webchat",
    "civichub.frontdesk",
    "civichub.feedback",
    "civichub.feedback.quality",
    "civichub.disclosure",
    "civichub.performance",
    "civichub.handover",
    "civichub.notifications",
    "civichub.web",
    "civichub.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "civichub.web.errors.LengthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "civichub.web.access.AccessMiddleware",
    "civichub.web.display.kiosk_mode.KioskMiddleware",
    "civichub.web.errors.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "civichub.config.urls"
WSGI_APPLICATION = "civichub.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        # Ours before those of the libraries, whose screens we dress; and Django's own widgets' templates by path,
        # because its app would take the label of our `forms` context.
        "DIRS": [REPOSITORY / "civichub/web/templates", Path(django.forms.__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "civichub.web.context.layout",
            ],
        },
    }
]
FORM_RENDERER = "civichub.web.ui.forms.HubRenderer"

# Of pg_trgm, from 0 to 1: "jhon smyth" finds John Smith at 0.43; below it, half of all Smiths come. The server is told
# too: at its own 0.3 the index brings ten times as many names to be read and thrown away.
LIKENESS_OF_NAMES = 0.4
# Of a few typed words in an article's title and summary: "potohle" is like "potholes" at 0.38, "mised bni" like "missed
# bin" at 0.5; but "wasps nest" is like "was not" at 0.33.
LIKENESS_OF_WORDS = 0.35

# When no database is named the command line sets DATABASE_URL to the embedded one before this module is read.
DATABASES = {"default": dj_database_url.parse(ENV.database_url or "postgresql://civichub@localhost:5432/civichub")}
DATABASES["default"]["OPTIONS"] = {
    "pool": {"min_size": 1, "max_size": 12, "timeout": 10},
    "options": f"-c statement_timeout={ENV.statement_timeout_ms} -c pg_trgm.similarity_threshold={LIKENESS_OF_NAMES}"
    f" -c pg_trgm.word_similarity_threshold={LIKENESS_OF_WORDS}",
    "prepare_threshold": 1,  # for civichub.core.prepared alone: Django's own cursors bind on this side, unprepared
    **DATABASES["default"].get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "civichub.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "civichub.accounts.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.demo
MFA_TOTP_ISSUER = "CivicHub"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "civichub.accounts.openid.CheckedOpenIDConnect",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": audience,
                "name": found["name"],
                "client_id": found["client_id"],
                "secret": found["client_secret"],
                "settings": {"server_url": found["server_url"], "second_factor": found["second_factor"]},
            }
            for audience, found in (("staff", ENV.oidc_staff), ("resident", ENV.oidc_resident))
            if found
        ],
    }
}
# Cyber Essentials v3.3: lock at ten wrong guesses. Five minutes is the window its password rule names.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 5 / 60
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = True

SESSION_ENGINE = "civichub.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.behind_tls
SECURE_SSL_REDIRECT = ENV.behind_tls
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if ENV.behind_tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_tls else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_tiles = urlsplit(ENV.map_tiles_url.replace("{", "").replace("}", "")) if ENV.map_tiles_url else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles else [])],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *([ENV.pay_base_url] if ENV.pay_api_key else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
# One language until pages are translated as a whole: half a page in the browser's language helps nobody.
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "web" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "civichub.web.static_files.StaticFiles"},
}
MEDIA_ROOT = ENV.data / "attachments"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

EMAIL_BACKEND = "civichub.delivery.django_mail.DeliveryBackend"
DEFAULT_FROM_EMAIL = ENV.mail_from
SMTP_URL = ENV.smtp_url
NOTIFY_API_KEY, NOTIFY_BASE_URL = ENV.notify_api_key, ENV.notify_base_url
NOTIFY_TEMPLATES, NOTIFY_CALLBACK_TOKEN = ENV.notify_templates, ENV.notify_callback_token
UNVERIFIED_MESSAGES_PER_HOUR = ENV.unverified_messages_per_hour
PAY_API_KEY, PAY_BASE_URL, PAY_SIGNING_SECRET = ENV.pay_api_key, ENV.pay_base_url, ENV.pay_signing_secret
CALENDAR_ORIGINS = ENV.calendar_origins  # whose calendars staff may let the hub follow
PRIVATE_SYSTEMS = ENV.private_systems  # hosts in private networks that handover may call all the same
HANDOVER_FOLDER = ENV.handover_folder
OPEN311_READS_A_MINUTE = ENV.open311_reads_a_minute  # by an address without a key, and by a key
EXCHANGE = ENV.exchange
EXCHANGE_SOUNDS = Path(ENV.exchange.sounds or ENV.data / "sounds")
CLAMAV = ENV.clamav
POST_FOLDER = ENV.post_folder
MAP_TILES_URL, MAP_ATTRIBUTION = ENV.map_tiles_url, ENV.map_attribution
EMBEDDING_FILE = Path(ENV.embedding_file) if ENV.embedding_file else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
REPOSITORY_ROOT = REPOSITORY
