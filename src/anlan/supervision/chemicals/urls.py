"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from anlan.supervision.chemicals.views import ChemicalListPage, ChemicalPage

app_name = "chemicals"
urlpatterns = [
    path("", ChemicalListPage.as_view(), name="list"),
    path("<int:pk>/", ChemicalPage.as_view(), name="detail"),
]
