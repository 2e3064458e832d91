"""Django settings, all from ``environment``. One module for every deployment."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from anlan.config.environment import PROJECT, environment

django_stubs_ext.monkeypatch()
env = environment()
TESTING = "pytest" in sys.modules

SECRET_KEY = env.secret("secret_key", env.secret_key)
DEBUG = env.debug
ALLOWED_HOSTS = [host.strip() for host in env.allowed_hosts.split(",")]
ROOT_URLCONF = "anlan.config.urls"
ASGI_APPLICATION = "anlan.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FLOORS = {
    "base": (
        "regions",
        "organisations",
        "accounts",
        "audit",
        "deadlines",
        "files",
        "documents",
        "notifications",
        "workflow",
        "exchange",
        "search",
        "field",
    ),
    "supervision": (
        "chemicals",
        "enterprises",
        "ledgers",
        "risk",
        "hazards",
        "installations",
        "permits",
        "crosschecks",
    ),
    "monitoring": ("devices", "telemetry", "alarms", "natural_hazards", "vehicles"),
    "command": (
        "duty",
        "incidents",
        "intake",
        "plans",
        "responses",
        "teams",
        "dispatch",
        "scene",
        "supplies",
        "shelters",
        "roads",
        "drills",
    ),
    "decision": ("onemap", "consequence"),
    "governance": (
        "planning",
        "commitments",
        "responsibility",
        "oversight",
        "indicators",
        "accidents",
        "campaigns",
        "assessment",
        "accreditation",
        "patrols",
        "chains",
    ),
    "integrations": (
        "mqtt",
        "gateway",
        "hj212",
        "sl651",
        "gbt26875",
        "jt808",
        "opcua",
        "modbus",
        "sparkplug",
        "http_push",
        "sensorthings",
        "nats",
        "sms",
        "mail",
    ),
}
OUR_APPS = [f"anlan.{floor}.{app}" for floor, apps in FLOORS.items() for app in apps]

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "ninja",  # its page of the API from our own static files; without, it names a server outside
    "axes",
    "anlan.kernel",
    *OUR_APPS,
    "anlan.demonstration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "anlan.kernel.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anlan.kernel.middleware.ActorMiddleware",
    "anlan.kernel.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anlan.kernel.context.shell",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Turn ``postgresql://user:password@host:port/name`` into Django's form."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 20}} if not TESTING else {},
    }


DATABASES = {"default": database(env.database_url)}
if TESTING and env.test_template:
    DATABASES["default"]["TEST"] = {"TEMPLATE": env.test_template}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "anlan.base.accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"

SESSION_COOKIE_NAME = "anlan_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # one shift
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.behind_https
CSRF_COOKIE_NAME = "anlan_csrf"
CSRF_TRUSTED_ORIGINS = [env.base_url]
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if env.behind_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# Lock-out: five failures of one account from one address, for fifteen minutes
# (GB/T 22239-2019, 8.1.4.1 asks for a limit and leaves the figures to the operator).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
OTP_TOTP_ISSUER = "安澜 Anlan"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "anlan_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["anlan.config.formats"]
LOCALE_PATHS = [PROJECT / "src/anlan/config/locale"]

STATIC_URL = "/static/"
STATIC_ROOT = env.var / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
MEDIA_ROOT = env.var / "media"
#: Written by `anlan backup`: when it last finished.
ANLAN_BACKUP_STAMP = env.var / "last-backup"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Debian 12 ships GDAL 3.6; the platform never opens spatial references given by users.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
DJANGO_TABLES2_TEMPLATE = "kernel/table.html"

ANLAN_ACTOR_RESOLVER = "anlan.base.accounts.resolver.actor_of"
ANLAN_FIELD_KEYS = [key for key in env.secret("field_keys", env.field_keys).split(",") if key]
ANLAN_JOBS = "memory" if TESTING else env.jobs
ANLAN_DEMO = env.demo
ANLAN_BASE_URL = env.base_url
ANLAN_MQTT_URL = env.mqtt_url
ANLAN_GATEWAYS = env.gateways
ANLAN_GATEWAY_HOST = env.gateway_host
ANLAN_VAR = env.var
ANLAN_COUNTY = env.default_county
ANLAN_TIANDITU_KEY = env.online_map_key
ANLAN_MEETING_URL = env.meeting_url
ANLAN_PUBLIC_REPORTS = env.public_reports
ANLAN_ONLINE_MAP_ORIGINS = "https://*.tianditu.gov.cn" if env.online_map_key else ""
ANLAN_SMS_GATEWAY_URL = env.sms_gateway_url
ANLAN_VOICE_GATEWAY_URL = env.voice_gateway_url
ANLAN_EMAIL_URL = env.email_url
_mail = urlsplit(env.email_url)
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_TIMEOUT = _mail.scheme == "smtp+tls", 10
DEFAULT_FROM_EMAIL = _mail.username or "anlan@localhost"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
# See anlan.kernel.jobs: signs of life of a worker, and after how long it counts as dead. [s]
PROCRASTINATE_WORKER_DEFAULTS = {"update_heartbeat_interval": 3, "stalled_worker_timeout": 15}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "anlan.kernel.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.log_level},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
