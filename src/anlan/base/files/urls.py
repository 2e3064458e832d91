"""Routes of files."""

from __future__ import annotations

from django.urls import path

from anlan.base.files import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.download, name="download"),
    path("nonce/", views.nonce, name="nonce"),
]
