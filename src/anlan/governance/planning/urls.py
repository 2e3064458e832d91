"""Addresses of planning documents."""

from __future__ import annotations

from django.urls import path

from anlan.governance.planning.views import confirming, documents

app_name = "planning"
urlpatterns = [
    path("", documents.DocumentListPage.as_view(), name="documents"),
    path("new/", documents.LoadPage.as_view(), name="load"),
    path("<int:pk>/", confirming.DocumentPage.as_view(), name="document"),
    path("<int:pk>/step/", confirming.step, name="step"),
    path("<int:pk>/changed/", confirming.changed, name="changed"),
    path("<int:pk>/changes/", confirming.ChangesPage.as_view(), name="changes"),
    path("<int:pk>/follow/", confirming.follow, name="follow"),
    path("<int:pk>/state/<slug:name>/", confirming.DocumentTransition.as_view(), name="state"),
    path("tasks/", documents.TaskListPage.as_view(), name="tasks"),
    path("tasks/<int:pk>/", confirming.TaskPage.as_view(), name="task"),
    path("indicators/", documents.IndicatorListPage.as_view(), name="indicators"),
    path("indicators/<int:pk>/", confirming.IndicatorPage.as_view(), name="indicator"),
]
