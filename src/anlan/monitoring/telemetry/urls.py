"""Addresses of the curves and of the books."""

from __future__ import annotations

from django.urls import path

from anlan.monitoring.telemetry import views

app_name = "telemetry"
urlpatterns = [
    path("points/<int:pk>/series.json", views.series, name="series"),
    path("counts/", views.CountListPage.as_view(), name="counts"),
]
