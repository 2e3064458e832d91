"""Routes of duty; the desk is the home of every role."""

from __future__ import annotations

from django.urls import path

from anlan.command.duty.views import pages

app_name = "duty"
urlpatterns = [
    path("", pages.home, name="home"),
    path("duty/roster/", pages.roster, name="roster"),
    path("duty/roster/plan/", pages.PlanPage.as_view(), name="plan"),
    path("duty/roster/<int:pk>/remove/", pages.remove, name="remove"),
    path("duty/log/", pages.log, name="log"),
    path("duty/log/<int:pk>/follow-up/", pages.follow_up_entry, name="follow_up"),
    path("duty/handover/", pages.OfferPage.as_view(), name="offer"),
    path("duty/handover/<int:pk>/", pages.HandoverPage.as_view(), name="handover"),
    path(
        "duty/handover/<int:pk>/step/<slug:name>/",
        pages.HandoverStep.as_view(),
        name="handover_step",
    ),
]
