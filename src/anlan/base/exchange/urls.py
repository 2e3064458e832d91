"""Addresses of the exchange."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.views import connections, imports, repairs

app_name = "exchange"
urlpatterns = [
    path("imports/", imports.ImportListPage.as_view(), name="imports"),
    path("imports/new/<slug:kind>/", imports.ImportStartPage.as_view(), name="import_start"),
    path("imports/new/<slug:kind>/template/", imports.template, name="import_template"),
    path("imports/new/<slug:kind>/current/", imports.current, name="import_current"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/map/", imports.map_and_check, name="import_map"),
    path("imports/<int:pk>/table/", imports.table, name="import_table"),
    path("imports/<int:pk>/repair/<slug:name>/", repairs.repair, name="import_repair"),
    path("imports/<int:pk>/workbook/", imports.corrected, name="import_workbook"),
    path("imports/<int:pk>/commit/", imports.commit, name="import_commit"),
    path("imports/<int:pk>/cancel/", imports.cancel, name="import_cancel"),
    path("imports/<int:pk>/errors/", imports.errors, name="import_errors"),
    path("tokens/", connections.TokenListPage.as_view(), name="tokens"),
    path("tokens/new/", connections.TokenCreatePage.as_view(), name="create_token"),
    path("tokens/<int:pk>/", connections.TokenPage.as_view(), name="token"),
    path("tokens/<int:pk>/revoke/", connections.revoke, name="revoke_token"),
    path("webhooks/", connections.WebhookListPage.as_view(), name="webhooks"),
    path("webhooks/new/", connections.WebhookCreatePage.as_view(), name="create_webhook"),
    path("webhooks/<int:pk>/", connections.WebhookPage.as_view(), name="webhook"),
    path(
        "webhooks/<int:pk>/change/",
        connections.WebhookChangePage.as_view(),
        name="change_webhook",
    ),
    path("webhooks/<int:pk>/<slug:name>/", connections.webhook_verb, name="webhook_verb"),
]
