"""Addresses of the SensorThings interface."""

from __future__ import annotations

from django.urls import path

from anlan.integrations.sensorthings import views

app_name = "sensorthings"
urlpatterns = [
    path("v1.1", views.root, name="root_bare"),
    path("v1.1/", views.root, name="root"),
    path("v1.1/<path:path>", views.resource, name="resource"),
]
