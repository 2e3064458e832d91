"""Addresses of consequence runs."""

from __future__ import annotations

from django.urls import path

from anlan.decision.consequence.views import compare, measures, runs

app_name = "consequence"
urlpatterns = [
    path("", runs.RunListPage.as_view(), name="list"),
    path("new/", runs.RunCreatePage.as_view(), name="create"),
    path("compare/", compare.compare, name="compare"),
    path("<int:pk>/", runs.RunPage.as_view(), name="detail"),
    path("<int:pk>/rerun/", runs.RerunPage.as_view(), name="rerun"),
    path("<int:pk>/zones.geojson", runs.zones, name="zones"),
    path("<int:pk>/measures/", measures.show, name="measures"),
    path("<int:pk>/orders/", measures.order, name="orders"),
    path("<int:pk>/warning.xml", measures.warning, name="warning"),
    path("<int:pk>/sheet/", measures.sheet, name="sheet"),
]
