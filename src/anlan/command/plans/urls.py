"""Addresses of the plan library."""

from __future__ import annotations

from django.urls import path

from anlan.command.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.PlanListPage.as_view(), name="list"),
    path("<int:pk>/", views.PlanPage.as_view(), name="detail"),
    path("<int:pk>/revise/", views.revise, name="revise"),
    path("<int:pk>/steps/<str:name>/", views.PlanTransition.as_view(), name="transition"),
]
