"""Addresses of the gateways."""

from __future__ import annotations

from django.urls import path

from anlan.integrations.gateway import views

app_name = "gateway"
urlpatterns = [
    path("", views.GatewayListPage.as_view(), name="list"),
    path("<int:pk>/", views.GatewayPage.as_view(), name="detail"),
]
