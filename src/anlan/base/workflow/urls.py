"""Addresses of approvals."""

from __future__ import annotations

from django.urls import path

from anlan.base.workflow import views

app_name = "workflow"
urlpatterns = [
    path("", views.ApprovalList.as_view(), name="approvals"),
    path("<int:pk>/", views.ApprovalPage.as_view(), name="approval"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/return/", views.return_, name="return"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
