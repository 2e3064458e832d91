"""Addresses of shelters."""

from __future__ import annotations

from django.urls import path

from anlan.command.shelters import views

app_name = "shelters"
urlpatterns = [
    path("", views.ShelterListPage.as_view(), name="list"),
    path("<int:pk>/", views.ShelterPage.as_view(), name="detail"),
    path("<int:pk>/count/", views.CountPage.as_view(), name="count"),
    path("<int:pk>/steps/<str:name>/", views.ShelterTransition.as_view(), name="transition"),
]
