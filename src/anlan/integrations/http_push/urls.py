"""Addresses of HTTP push."""

from __future__ import annotations

from django.urls import path

from anlan.integrations.http_push import views

app_name = "http_push"
urlpatterns = [
    path("", views.push, name="push"),
    path("<str:code>/", views.push, name="push_for"),
]
