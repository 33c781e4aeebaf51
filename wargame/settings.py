"""Every setting of the program, read from the environment by typed readers that raise.

No other file reads the environment for the Django side. The launcher (`manage.py`) gives the values of a
local game; `docker/.env.example` lists those of an installation.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent


def read_text(name: str, default: str | None = None) -> str:
    """The variable as it is; without a default it has to be there."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. `python3 manage.py` sets it for a local game; elsewhere see docker/.env.example."
        )
    return value


def read_flag(name: str, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no; write 1 or 0.")


def read_number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number from {low} to {high}.")
    return int(value)


def read_list(name: str, default: str = "") -> list[str]:
    """Items parted by commas."""
    return [item.strip() for item in read_text(name, default).split(",") if item.strip()]


def read_database(name: str) -> dict[str, object]:
    """``postgresql://user:password@host:port/name``; a socket folder goes into ``?host=/folder``."""
    url = urlsplit(read_text(name))
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    if url.scheme not in {"postgres", "postgresql"} or len(url.path) < 2:
        raise ImproperlyConfigured(
            f"{name} should read postgresql://user:password@host:5432/name; only PostgreSQL can keep the journal."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", None) or url.hostname or "",
        "PORT": str(url.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def read_redis(name: str) -> str:
    """``redis://host:6379/0``, ``rediss://…`` or ``unix:///path/of.sock``."""
    url = read_text(name)
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} should read redis://host:6379/0 or unix:///path/of.sock, not {url!r}.")
    return url


def read_secret(name: str, *, debug: bool) -> str:
    """At least fifty characters; with DEBUG a shorter one is let through."""
    secret = read_text(name)
    if not debug and (len(secret) < 50 or len(set(secret)) < 5):
        raise ImproperlyConfigured(f"{name} is too short or too plain: give at least fifty random characters.")
    return secret


DEBUG = read_flag("DEBUG")
SECRET_KEY = read_secret("SECRET_KEY", debug=DEBUG)
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
if DEBUG and not set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}:
    raise ImproperlyConfigured("DEBUG shows the program's insides: it may be on only where ALLOWED_HOSTS is local.")

# The addresses the page is opened at, such as https://game.example; a socket from elsewhere is refused.
# Empty: the page's own host (the Host header) is the only origin.
ORIGINS = read_list("ORIGINS")
CSRF_TRUSTED_ORIGINS = ORIGINS
HTTPS = read_flag("HTTPS")
# What links begin with where no request tells it (`manage.py demo`).
PUBLIC_URL = read_text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
# Who may open a table at /new/: `local` (whoever sits at this very machine, and staff), `staff`, or `anyone`.
OPEN_TABLES = read_text("OPEN_TABLES", "local")
if OPEN_TABLES not in {"local", "staff", "anyone"}:
    raise ImproperlyConfigured(f"OPEN_TABLES={OPEN_TABLES!r} should be local, staff or anyone.")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "channels",
    "wargame.journal",
    "wargame.scenarios",
    "wargame.lobby",
    "wargame.umpire",
    "wargame.play",
    "wargame.control",
    "wargame.reports",
]
# All of these run in the event loop: one that is not asynchronous would hold a thread for each waiting request.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "wargame.urls"
ASGI_APPLICATION = "wargame.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "wargame" / "templates"],  # what replaces a template of Django's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wargame.lobby.pages.frame.sheet",
            ]
        },
    }
]

# --- what is kept where --------------------------------------------------------------------------------------
DATABASES = {"default": read_database("DATABASE_URL")}
# Health checks: a connection of the pool that did not survive PostgreSQL's restart is replaced before it is used.
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
# Only asgi.py asks for a pool: elsewhere a process has one thread and one connection.
DATABASE_POOL = read_number("DATABASE_POOL", 0, low=0, high=200)
if DATABASE_POOL:
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}}  # type: ignore[operator]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = read_redis("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # A read limit would close every idle socket, and the default pool refuses about the hundredth one.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None, "max_connections": 10000}]},
    }
}

# --- work (read by wargame/celery.py) ------------------------------------------------------------------------
# A broker on a unix socket has its own scheme in Celery.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_QUEUES = ("adjudicate", "estimate", "sweep", "export")

# --- the page ------------------------------------------------------------------------------------------------
PAGE_DIR = BASE_DIR / "frontend" / "dist"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [PAGE_DIR] if PAGE_DIR.is_dir() else []

# --- what a browser may do -----------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "worker-src": [CSP.SELF],  # Cesium's, from files of the build (frontend/build/cesium.ts)
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
# Invitation links must not travel to others in a header. The stricter `no-referrer` makes a browser send
# `Origin: null` with every form, which the check against forged requests refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the health check comes from inside, over plain http
    SECURE_HSTS_SECONDS = read_number("HSTS_SECONDS", 31_536_000, low=0, high=100_000_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- language, time, log -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": read_text("LOG_LEVEL", "INFO").upper()},
    "loggers": {"django.request": {"level": "ERROR"}, "httpx": {"level": "WARNING"}},
}
