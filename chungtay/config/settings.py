"""All settings, from typed environment variables (docs/operations/settings.md lists them)."""

from __future__ import annotations

import os
from pathlib import Path

import django_stubs_ext

from chungtay.config import database, environment

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = environment.folder("CHUNGTAY_DATA", BASE_DIR / ".data")
LAW_DIR = environment.folder("CHUNGTAY_LAW", BASE_DIR / "law")

DEMO = environment.boolean("CHUNGTAY_DEMO", False)  # invented people with known passwords; never in production
DEBUG = environment.boolean("CHUNGTAY_DEBUG", False)
HTTPS = environment.boolean("CHUNGTAY_HTTPS", False)
SECRET_KEY = environment.secret("CHUNGTAY_SECRET", DATA_DIR / "secret")
SECRET_KEY_FALLBACKS = environment.words("CHUNGTAY_SECRET_OLD")  # earlier secrets still open what they sealed
ALLOWED_HOSTS = environment.words("CHUNGTAY_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = environment.words("CHUNGTAY_ORIGINS")
PORT = environment.integer("PORT", 8000, low=1, high=65535)

DATABASES = {"default": database.parse(database.ensure_address(DATA_DIR))}
if os.environ.get("CHUNGTAY_TEST_DATABASE"):
    DATABASES["default"]["TEST"] = {"NAME": os.environ["CHUNGTAY_TEST_DATABASE"]}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "chungtay.accounts",  # before allauth: our templates stand for its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "chungtay.foundation",
    "chungtay.territory",
    "chungtay.law",
    "chungtay.statistics",
    "chungtay.children",
    "chungtay.cases",
    "chungtay.care",
    "chungtay.directives",
    "chungtay.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # old laptops, slow lines; it hides lengths, and CSRF tokens are masked
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chungtay.foundation.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "chungtay.foundation.uploads.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chungtay.accounts.middleware.IdleLockMiddleware",
    "chungtay.accounts.middleware.PostMiddleware",
    "chungtay.foundation.middleware.ErrorsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "chungtay.config.urls"
WSGI_APPLICATION = "chungtay.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "chungtay.foundation.context.shell",
            ],
            "builtins": [
                "chungtay.foundation.templatetags.components",
                "chungtay.foundation.templatetags.vietnamese",
                "chungtay.directives.templatetags.tasks",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "chungtay.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "chungtay.accounts.forms.signin.LoginForm",
    "change_password": "chungtay.accounts.forms.signin.ChangePasswordForm",
    "reauthenticate": "chungtay.accounts.forms.signin.ReauthenticateForm",
}
ACCOUNT_SESSION_REMEMBER = False  # a shared office computer forgets the person with its browser
MFA_ADAPTER = "chungtay.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "chungtay.accounts.forms.signin.CodeForm",
    "reauthenticate": "chungtay.accounts.forms.signin.CodeAgainForm",
    "activate_totp": "chungtay.accounts.forms.signin.EnrolForm",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip"}  # the lock itself is django-axes, in the database
MFA_TOTP_ISSUER = "Chung Tay"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# On by default outside the demo; afterwards each role can be switched on or off on screen.
SECOND_FACTOR_DEFAULT = environment.boolean("CHUNGTAY_SECOND_FACTOR", not DEMO)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: fifteen minutes, or an administrator opens it earlier
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "chungtay.accounts.lockout.locked_out"
AXES_VERBOSE = False
IDLE_LOCK_SECONDS = environment.integer("CHUNGTAY_IDLE_SECONDS", 15 * 60, low=5, high=24 * 3600)
UNUSED_ACCOUNT_DAYS = environment.integer("CHUNGTAY_UNUSED_DAYS", 45, low=1, high=3650)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "chungtay" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # it would write keys in forms and addresses as 1.143; shown numbers say |vn_number
FORMAT_MODULE_PATH = ["chungtay.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
_FONTS = BASE_DIR / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"
FONTS = _FONTS.is_dir()  # put there by `npm ci`; without it the system's own fonts serve
STATICFILES_DIRS = [("fonts", _FONTS), ("fonts", BASE_DIR / "chungtay" / "foundation" / "fonts")] if FONTS else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "files"
# Keys of sealed records: never beside the files, so that a backup of database and files opens nothing by itself.
KEY_ROOT, KEY_MIRROR = environment.key_folders(DATA_DIR / "keys", MEDIA_ROOT)
MAX_UPLOAD_BYTES = environment.integer("CHUNGTAY_MAX_UPLOAD_MB", 50, low=1, high=2000) * 1024 * 1024
MAX_REQUEST_BYTES = 4 * MAX_UPLOAD_BYTES  # several files at once
FILE_UPLOAD_HANDLERS = [
    "chungtay.foundation.uploads.LimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "chungtay.foundation.uploads.SpoolUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_TEMP_DIR = None

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = f"chungtay_{PORT}"
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # nginx does it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = environment.text("SMTP_HOST")
EMAIL_PORT = environment.integer("SMTP_PORT", 587, low=1, high=65535)
EMAIL_HOST_USER = environment.text("SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SMTP_PASSWORD")
EMAIL_USE_TLS = environment.boolean("SMTP_TLS", True)
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "Chung Tay <khong-tra-loi@chungtay.example>")
PUBLIC_ADDRESS = environment.text("CHUNGTAY_ADDRESS", f"http://localhost:{PORT}")
QUIET_HOURS = (21, 7)  # no e-mail between 21:00 and 07:00

PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"chungtay": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}, "axes": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # the account is locked, whatever the address; commune offices share one
