"""Addresses of emergency supplies."""

from __future__ import annotations

from django.urls import path

from anlan.command.supplies import views

app_name = "supplies"
urlpatterns = [
    path("", views.WarehouseListPage.as_view(), name="list"),
    path("stock/", views.StockListPage.as_view(), name="stock"),
    path("stock/<int:pk>/book/", views.AdjustPage.as_view(), name="adjust"),
    path("<int:pk>/", views.WarehousePage.as_view(), name="detail"),
]
