"""Settings, from the environment alone; in production a missing or unsafe value stops the start and is named."""

import re
from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Development is asked for, never assumed: `make install` writes DEVELOPMENT=1 into .env.
DEVELOPMENT = env.bool("DEVELOPMENT", default=False)
DEBUG = DEVELOPMENT and env.bool("DEBUG", default=False)
DEVELOPMENT_SECRET = "development-only-secret-key-that-protects-nothing"  # noqa: S105 - refused in production


def required(name: str, development: str) -> str:
    """The variable's value; in development a default serves, in production its absence stops the start."""
    value = str(env.str(name, default="")).strip()
    if value:
        return value
    if DEVELOPMENT:
        return development
    raise ImproperlyConfigured(f"{name} is missing. Set it in the environment (or DEVELOPMENT=1 on your own machine).")


def refuse(unsafe: bool, sentence: str) -> None:
    """Stop the start of a production clinic over an unsafe value."""
    if unsafe and not DEVELOPMENT:
        raise ImproperlyConfigured(sentence)


VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
for folder in (*(VAR_DIR / name for name in ("broker", "control", "mail", "beat")), STATIC_ROOT, MEDIA_ROOT):
    folder.mkdir(parents=True, exist_ok=True)

# Keys and hosts
SECRET_KEY = required("SECRET_KEY", DEVELOPMENT_SECRET)
refuse(len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5, "SECRET_KEY is unsafe: use at least 50 random characters.")
refuse(SECRET_KEY == DEVELOPMENT_SECRET, "SECRET_KEY is unsafe: it is the one for development.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = [name.strip() for name in required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")]
refuse(bool({"*", "", "."} & set(ALLOWED_HOSTS)), "ALLOWED_HOSTS is unsafe: name the hosts, none of them * or empty.")
SITE_URL = required("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
refuse(not re.match(r"https://\w", SITE_URL), "SITE_URL is unsafe: patients' links begin with https:// and a host.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles", "humanize")),
    "django.forms",
    "django_linear_migrations",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "allauth",
    "allauth.account",
    "smpclinic.web",
    "smpclinic.audit",
    "smpclinic.messaging",
    "smpclinic.accounts",
    "patients",
    "consultations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "smpclinic.web.compression.CompressedPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "smpclinic.accounts.access.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "smpclinic.web.languages.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "smpclinic.web.limits.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "smpclinic.accounts.access.ClinicTime",
    "smpclinic.accounts.access.Refusals",
]

ROOT_URLCONF = "smpclinic.urls"
WSGI_APPLICATION = "smpclinic.wsgi.application"
context_processors = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "smpclinic.web.context.shell",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": context_processors},
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database: SQLite for one machine, PostgreSQL by DATABASE_URL.
DATABASE_URL = required("DATABASE_URL", f"sqlite:///{VAR_DIR / 'clinic.sqlite3'}")
known = DATABASE_URL.startswith(("postgres://", "postgresql://", "sqlite:///"))
refuse(not known, "DATABASE_URL is unsafe: begin it with postgres://, or with sqlite:/// on a single machine.")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    durable = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": durable}
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=5s -c statement_timeout=30s"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Throttles must hold with Redis off, so the cache is the database; nothing else is cached.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an e-mail is unique by a constraint, whatever its case
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "consultations:today"
ACCOUNT_ADAPTER = "smpclinic.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Cookies, transport, headers
SECURE = not DEVELOPMENT
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# allauth counts bad logins by address; with a proxy the last hop names it.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_PROXY", default=False))
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ours = ("script-src", "style-src", "font-src", "connect-src", "manifest-src", "form-action")
nobodys = ("default-src", "frame-ancestors", "base-uri")
sources = {name: [SELF] for name in ours} | {name: [NONE] for name in nobodys} | {"img-src": [SELF, "data:"]}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": sources}
PERMISSIONS_POLICY: dict[str, list[str]] = {name: [] for name in ("geolocation", "microphone", "payment", "usb")}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
PHOTO_MAX_BYTES = 25 * 1024 * 1024

# Words, zones and numbers; the clinic's own zone is a row, see accounts.Clinic.
LANGUAGE_CODE = "en-gb"
# Each by its own name. Translators write in the first folder; `prepare` compiles into the second.
LANGUAGES = [("en-gb", "English"), ("tr", "Türkçe"), ("es", "Español"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "smpclinic" / "locale", VAR_DIR / "locale"]
FORMAT_MODULE_PATH = "smpclinic.formats"
TIME_ZONE = "UTC"
USE_TZ = USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "smpclinic.web.fonts.InterFinder"]
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Mail: a server by EMAIL_URL; in development one file a message in var/mail.
MAIL_FOLDER = VAR_DIR / "mail"
EMAIL_URL = required("EMAIL_URL", "folder://")
local = EMAIL_URL.startswith("smtp://") and env.bool("EMAIL_UNENCRYPTED_LOCAL", default=False)
sealed = EMAIL_URL.startswith(("smtp+tls://", "smtp+ssl://"))
refuse(not (sealed or local), "EMAIL_URL is unsafe: use smtp+tls:// or smtp+ssl://, mail must be encrypted.")
if EMAIL_URL == "folder://":
    EMAIL_BACKEND = "smpclinic.messaging.folder.FolderBackend"
else:
    vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = required("MAIL_FROM", "clinic@localhost")
refuse("@" not in parseaddr(DEFAULT_FROM_EMAIL)[1], "MAIL_FROM is unsafe: name the address that mail comes from.")

# Texts to phones: a provider by SMS_URL, or none; in development one file a text in var/mail.
SMS_URL = str(env.str("SMS_URL", default="")).strip() or ("folder://" if DEVELOPMENT else "none")
SMS_FROM = str(env.str("SMS_FROM", default="")).strip()
by_twilio = re.fullmatch(r"twilio(\+http)?://[^:@/]+:[^:@/]+@[^:@/]+(:\d+)?(/\w+)?/?", SMS_URL)
refuse(
    SMS_URL != "none" and (by_twilio is None or bool(by_twilio[1])),
    "SMS_URL is unsafe: use twilio://account:token@host, or none; percent-encode : and / in the token.",
)
known_sender = re.fullmatch(r"(whatsapp:)?\+[1-9]\d{6,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", SMS_FROM)
refuse(
    SMS_URL != "none" and not known_sender, "SMS_FROM is unsafe: name the number, or the service, that texts come from."
)
refuse(SMS_URL == "none" and bool(SMS_FROM), "SMS_URL is unsafe: SMS_FROM names a sender, and no provider is set.")
# Before the first real messages: these addresses and numbers get any, all others are held.
ONLY_SEND_TO = [one.strip() for one in env.list("ONLY_SEND_TO", default=[]) if one.strip()]

# Celery is a doorbell: no result, no ETA, no state that may be lost.
REDIS_URL = required("REDIS_URL", "none")
if REDIS_URL == "none":
    refuse(True, "REDIS_URL is unsafe: none is for development, name a Redis server.")
    CELERY_BROKER_URL = "filesystem://"
    broker, control = str(VAR_DIR / "broker"), str(VAR_DIR / "control")
    folders = {"data_folder_in": broker, "data_folder_out": broker, "control_folder": control}
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {**folders, "polling_interval": 0.2}
else:
    refuse(
        not REDIS_URL.startswith(("redis://", "rediss://", "redis+socket://")),
        "REDIS_URL is unsafe: it has to start with redis://.",
    )
    CELERY_BROKER_URL = REDIS_URL
    restoring = {"visibility_timeout": 3600, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}
    waiting = {"socket_timeout": 5, "socket_connect_timeout": 3, "retry_on_timeout": True}
    alive = {"socket_keepalive": True, "health_check_interval": 25}
    CELERY_BROKER_TRANSPORT_OPTIONS = {**restoring, **waiting, **alive}
    CELERY_BROKER_POOL_LIMIT = 4
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat" / "schedule")
CELERY_TIMEZONE = "UTC"

# Logs carry numbers, never names: one JSON-free line a thing, no request bodies, no mail to admins.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "without tokens": {"()": "smpclinic.web.logs.WithoutTokens"},
        "turned away": {"()": "smpclinic.web.logs.TurnedAway"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without tokens", "turned away"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # its lines name the account at the provider of texts
    },
}
