"""Addresses of special operations."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.permits import views
from anlan.supervision.permits.permissions import IMPORT

app_name = "permits"
urlpatterns = [
    path("", views.PermitListPage.as_view(), name="list"),
    path("new/", views.PermitCreatePage.as_view(), name="file"),
    path("import/", import_start_view("permits", IMPORT), name="import"),
    path("<int:pk>/", views.PermitPage.as_view(), name="detail"),
    path("<int:pk>/gas-test/", views.GasTestPage.as_view(), name="gas_test"),
    path("<int:pk>/steps/<str:name>/", views.PermitTransition.as_view(), name="transition"),
]
