"""Addresses of regions."""

from __future__ import annotations

from django.urls import path

from anlan.base.regions import views

app_name = "regions"
urlpatterns = [
    path("", views.RegionList.as_view(), name="regions"),
    path("<slug:pk>/", views.RegionPage.as_view(), name="region"),
    path("<slug:pk>/change/", views.RegionChangePage.as_view(), name="region_change"),
]
