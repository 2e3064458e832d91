"""Addresses of the SensorThings interface."""

from __future__ import annotations

from django.urls import path, re_path

from anlan.integrations.sensorthings import views

app_name = "sensorthings"
urlpatterns = [
    path("v1.1", views.root, name="root_bare"),
    path("v1.1/", views.root, name="root"),
    re_path(r"^v1\.1/(?P<path>.+)$", views.resource, name="resource"),
]
