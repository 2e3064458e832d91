"""Address of the search."""

from __future__ import annotations

from django.urls import path

from anlan.base.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search")]
