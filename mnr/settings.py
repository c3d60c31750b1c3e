"""One settings file, driven by the environment. Every variable stands in the README's table."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- where the instance keeps what it owns --------------------------------------------------------------------
VAR_DIR = Path(env("MNR_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret_key() -> str:
    """Made once, kept in a file that only its owner reads. `O_EXCL`: two processes starting at once agree on one."""
    path = VAR_DIR / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(60)
        file.write(key)
    return key


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Says that a proxy in front ends TLS, see "security" below.
HTTPS = env.bool("HTTPS", default=False)
WSGI_APPLICATION = "mnr.wsgi.application"
ROOT_URLCONF = "mnr.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "assessments",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mnr.compression.CompressText",
    "csp.middleware.CSPMiddleware",
    "assessments.sending.SendingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "assessments.sessions.IdleMiddleware",
    "assessments.middleware.LanguageMiddleware",
    "assessments.middleware.KeepTypedTextMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "assessments.second_factor.SecondFactorMiddleware",
    "assessments.middleware.RefusalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessments.sending.OnceMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessments.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "assessments.templatetags.ui",
                "assessments.templatetags.fields",
                "assessments.templatetags.tables",
                "assessments.templatetags.priorities",
                "assessments.templatetags.plan",
                "assessments.templatetags.typed",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'mnr.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: with these no save of 8 writers was lost; with Django's defaults 41 % failed.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }

# Rate limits of sign-in live in the cache, which all processes must share: files by default, Redis by CACHE_URL.
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    # Each form that was taken is remembered for an hour (assessments/sending.py). At Django's 300 entries that alone
    # would push limits of sign-in out, by chance.
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 3000)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_COOKIE_NAME = "mnr_session"
LANGUAGE_COOKIE_NAME = "mnr_language"
# Nothing done for so long: signed out. What was typed is kept, see KeepTypedTextMiddleware.
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)

# --- accounts -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "assessments.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "assessments.accounts.ClosedAccountAdapter"
ACCOUNT_FORMS = {
    "login": "assessments.forms.account.SignInForm",
    "reset_password": "assessments.forms.account.PasswordResetForm",
    "reset_password_from_key": "assessments.forms.account.PasswordFromKeyForm",
    "change_password": "assessments.forms.account.PasswordChangeForm",
    "reauthenticate": "assessments.forms.account.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Failures count by account and address together (see ClosedAccountAdapter), so that nobody locks anybody else out. The
# limits of an address alone are wide: a ministry is often many people behind one address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
# Behind a proxy the client's address is in a header; 0 proxies means: trust none.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# --- second factor: an authenticator app, a passkey, and recovery codes for the day on which neither is at hand ---
# Administrators, reviewers and approvers need one, and everyone of a country that decided so. 0: nobody needs one.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
MFA_ADAPTER = "assessments.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "MNR self-assessment"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are off; a code that was used is refused for as long as it would be good
MFA_FORMS = {
    "authenticate": "assessments.forms.second_factor.SecondStepForm",
    "reauthenticate": "assessments.forms.second_factor.ConfirmStepForm",
    "activate_totp": "assessments.forms.second_factor.AppForm",
    "authenticate_webauthn": "assessments.forms.second_factor.PasskeyStepForm",
    "reauthenticate_webauthn": "assessments.forms.second_factor.ConfirmPasskeyForm",
    "add_webauthn": "assessments.forms.second_factor.PasskeyForm",
    "edit_webauthn": "assessments.forms.second_factor.PasskeyNameForm",
}

# --- single sign-on: off until an issuer is named. It signs in who already has an account, and makes none. --------
OIDC_ISSUER = env("OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME = env("OIDC_NAME", default="Single sign-on")
SOCIALACCOUNT_ADAPTER = "assessments.accounts.ClosedSocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # the policy's form-action would stop a form on its way to the provider
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": env("OIDC_CLIENT_ID", default=""),
                "secret": env("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# --- mail: to files until a server is configured, so that a password reset works on a fresh machine --------------
vars().update(env.email_url("EMAIL_URL", default="filemail://"))
if EMAIL_BACKEND.endswith("filebased.EmailBackend"):  # type: ignore[name-defined]  # noqa: F821
    # filemail:///some/path is a folder from the root on, which django-environ would take for some/path.
    _folder = unquote(env("EMAIL_URL", default="").partition("://")[2].partition("?")[0])
    EMAIL_FILE_PATH = str(BASE_DIR / re.sub("^/+", "/", _folder) if _folder else VAR_DIR / "mail")
EMAIL_TIMEOUT = 30
MAIL_IN_BACKGROUND = True  # see letters.py
REPORTS_AHEAD = env.bool("REPORTS_AHEAD", default=True)  # see exports/later.py
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="MNR self-assessment <mnr@localhost>")

# Links of mailed notices lead here: such letters are written outside of any request.
_here = f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://127.0.0.1:{env('PORT', default='8000')}"
SITE_URL = env("SITE_URL", default=_here).rstrip("/")
# Where barriers of accessibility are reported: a mail address or a telephone number, shown to everyone.
ACCESSIBILITY_CONTACT = env("ACCESSIBILITY_CONTACT", default="")

# --- languages ------------------------------------------------------------------------------------------------
LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("pt", "Português"),
    ("ru", "Русский"),
]
# A framework can be translated into further languages without code: EXTRA_LANGUAGES="uk=Українська,sw=Kiswahili".
LANGUAGES += [
    (code, name) for code, _is, name in (pair.partition("=") for pair in env.list("EXTRA_LANGUAGES", default=[]))
]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["mnr.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")

# --- static files ---------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
REPORTS_DIR = VAR_DIR / "reports"
# Evidence: outside of what is served, streamed by a view. Uploads come in only where a view expects one.
EVIDENCE_DIR = VAR_DIR / "evidence"
CLAMD_URL = env("CLAMD_URL", default="")
FILE_UPLOAD_HANDLERS = ["assessments.uploads.BoundedUploadHandler"]

# What is pasted is never cut by the browser, see there.
FORM_RENDERER = "assessments.forms.fields.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "mnr"
CRISPY_TEMPLATE_PACK = "mnr"

# --- security -------------------------------------------------------------------------------------------------
# TLS ends in a proxy in front (HTTPS, above): secure cookies, HSTS, redirects.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "assessments.views.refusals.csrf_failed"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
if not HTTPS:
    # Said once, here: on http://127.0.0.1 these four cannot hold. `bin/check` runs the check with HTTPS=1.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

DEMO_ACCOUNTS_FILE = VAR_DIR / "demo-accounts.txt"
