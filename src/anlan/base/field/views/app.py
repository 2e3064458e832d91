"""The installable app: its frame, manifest and service worker. None of them says who looks."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anlan.base.field.catalogue import catalogue
from anlan.base.field.registry import all_parts
from anlan.kernel.requests import public

#: What the app is made of; kept on the phone with the frame.
ASSETS = (
    "anlan/theme.js",
    "anlan/field.js",
    "anlan/field.css",
    "anlan/icons.svg",
    "anlan/favicon.svg",
    "anlan/field-192.png",
    "anlan/field-512.png",
)
#: A phone asks for the worker whenever the app is opened with signal.
WORKER = "anlan/field-worker.js"


@public
@require_safe
@never_cache
def app(request: HttpRequest) -> HttpResponse:
    """The frame of the app. It holds nobody's data, so that the phone may keep it.

    Who works comes with ``session`` and ``pack``; without signal from the phone itself.
    """
    get_token(request)
    told = {
        "session": reverse("field:session"),
        "pack": reverse("field:pack"),
        "photos": reverse("field:send_photo"),
        "records": reverse("field:send_record"),
        "app": reverse("field:app"),
        "worker": reverse("field:worker"),
        "login": reverse("accounts:login"),
        "logout": reverse("accounts:logout"),
        "seal": settings.CSRF_COOKIE_NAME,
        "language": reverse("set_language"),
        "parts": {name: reverse(url_name) for name, (url_name, _may) in all_parts().items()},
    }
    context = {"messages_catalogue": catalogue(), "settings": told}
    return render(request, "field/app.html", context)


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone needs to put the app on its screen."""
    response = JsonResponse(
        {
            "id": reverse("field:app"),
            "name": _("Anlan field work"),
            "short_name": _("Field work"),
            "description": _("Checks, hazards and notes on the spot, with or without signal."),
            "lang": get_language() or "zh-hans",
            "start_url": reverse("field:app"),
            "scope": reverse("field:app"),
            "display": "standalone",
            "orientation": "any",
            "background_color": "#f3f5f7",
            "theme_color": "#0f6468",
            "icons": [
                {
                    "src": static(f"anlan/field-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size in (192, 512)
                for purpose in ("any", "maskable")
            ],
        },
        json_dumps_params={"ensure_ascii": False},
        content_type="application/manifest+json",
    )
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, headed by the addresses of the files it keeps.

    The addresses carry the hashes of the files: a new build is another script, so that the
    browser notices it and brings the kept files up to date.
    """
    source = read_static(WORKER)
    assets = [static(name) for name in ASSETS]
    version = hashlib.sha256(
        (source + "".join(read_digest(name) for name in ASSETS)).encode()
    ).hexdigest()[:12]
    facts = {
        "version": version,
        "shell": reverse("field:app"),
        "session": reverse("field:session"),
        "manifest": reverse("field:manifest"),
        "assets": assets,
    }
    response = HttpResponse(
        f"self.ANLAN_FIELD = {json.dumps(facts)};\n{source}", content_type="text/javascript"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = reverse("field:app")
    return response


def read_static(name: str) -> str:
    """Return the text of a built file, as collected or, before that, as in the sources."""
    return _bytes(name).decode()


def read_digest(name: str) -> str:
    """Return the hash of a built file."""
    return hashlib.sha256(_bytes(name)).hexdigest()


@lru_cache(maxsize=32)
def _kept(path: str, changed_ns: int) -> bytes:
    return Path(path).read_bytes()


def _bytes(name: str) -> bytes:
    found = finders.find(name)
    path = Path(str(found)) if found else Path(staticfiles_storage.path(name))
    return _kept(str(path), path.stat().st_mtime_ns)
