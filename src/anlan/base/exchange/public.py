"""The door of the exchange: tokens for the resolver, the import page for the apps' lists."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase

from anlan.base.exchange.services.tokens import actor_from_token

__all__ = ["actor_from_token", "import_start_view"]


def import_start_view(kind: str, permission: str) -> Callable[..., HttpResponseBase]:
    """Return the page that starts an import of ``kind``, for the app's own ``urls.py``."""
    from anlan.base.exchange.views.imports import ImportStartPage

    return ImportStartPage.as_view(kind=kind, needed=permission)
