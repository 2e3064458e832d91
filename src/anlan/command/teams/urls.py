"""Addresses of the rescue forces."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.command.teams import views
from anlan.command.teams.permissions import IMPORT

app_name = "teams"
urlpatterns = [
    path("", views.TeamListPage.as_view(), name="list"),
    path("new/", views.TeamCreatePage.as_view(), name="create"),
    path("import/", import_start_view("teams", IMPORT), name="import"),
    path("<int:pk>/", views.TeamPage.as_view(), name="detail"),
    path("<int:pk>/change/", views.TeamChangePage.as_view(), name="change"),
    path("<int:pk>/steps/<str:name>/", views.TeamTransition.as_view(), name="transition"),
]
