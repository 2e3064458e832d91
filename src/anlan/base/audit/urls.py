"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from anlan.base.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.AuditList.as_view(), name="records"),
    path("verify/", views.verify, name="verify"),
    path("<int:pk>/", views.AuditPage.as_view(), name="record"),
]
