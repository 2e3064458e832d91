"""Addresses of planning documents."""

from __future__ import annotations

from django.urls import path

from anlan.governance.planning.views import documents

app_name = "planning"
urlpatterns = [
    path("", documents.DocumentListPage.as_view(), name="documents"),
    path("new/", documents.LoadPage.as_view(), name="load"),
    path("<int:pk>/", documents.DocumentPage.as_view(), name="document"),
    path("tasks/", documents.TaskListPage.as_view(), name="tasks"),
    path("indicators/", documents.IndicatorListPage.as_view(), name="indicators"),
]
