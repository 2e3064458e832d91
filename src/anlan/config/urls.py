"""Routes: every app that has pages brings its own ``urls.py``; ``api.py`` assembles the API."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from anlan.config.api import api
from anlan.kernel.views import health, live, metrics, ready, set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("ready/", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("live/", live, name="live"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
]

#: Apps whose pages hang at the root or at a name that differs from their label.
PREFIXES = {"accounts": "", "duty": "", "onemap": "map/", "http_push": "api/push/"}

_pages = [
    (PREFIXES.get(name.rsplit(".", 1)[1], f"{name.rsplit('.', 1)[1]}/"), f"{name}.urls")
    for name in settings.OUR_APPS
    if find_spec(f"{name}.urls") is not None
]
# Whoever hangs at the root is asked last: all his routes are tried before the next app's name.
for prefix, routes in sorted(_pages, key=lambda page: not page[0]):
    urlpatterns.append(path(prefix, include(routes)))

handler400 = "anlan.kernel.views.bad_request"
handler403 = "anlan.kernel.views.forbidden"
handler404 = "anlan.kernel.views.not_found"
handler500 = "anlan.kernel.views.server_error"
