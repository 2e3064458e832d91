"""Addresses of special operations."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.permits.permissions import IMPORT
from anlan.supervision.permits.views import kinds, permits

app_name = "permits"
urlpatterns = [
    path("", permits.PermitListPage.as_view(), name="list"),
    path("new/", permits.PermitCreatePage.as_view(), name="file"),
    path("import/", import_start_view("permits", IMPORT), name="import"),
    path("kinds/", kinds.KindListPage.as_view(), name="kinds"),
    path("kinds/<slug:pk>/", kinds.KindPage.as_view(), name="kind"),
    path("kinds/<slug:pk>/confirm/", kinds.KindConfirmPage.as_view(), name="confirm_kind"),
    path("<int:pk>/", permits.PermitPage.as_view(), name="detail"),
    path("<int:pk>/gas-test/", permits.GasTestPage.as_view(), name="gas_test"),
    path("<int:pk>/steps/<str:name>/", permits.PermitTransition.as_view(), name="transition"),
]
