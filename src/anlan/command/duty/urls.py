"""Routes of duty; the desk is the home of every role."""

from __future__ import annotations

from django.urls import path

from anlan.command.duty.views import calls, checks, pages, relief

app_name = "duty"
urlpatterns = [
    path("", pages.home, name="home"),
    path("duty/roster/", pages.roster, name="roster"),
    path("duty/roster/plan/", pages.PlanPage.as_view(), name="plan"),
    path("duty/roster/<int:pk>/remove/", pages.remove, name="remove"),
    path("duty/roster/<int:pk>/stand-in/", relief.stand_in, name="stand_in"),
    path("duty/roster/<int:pk>/swap/", relief.AskSwapPage.as_view(), name="ask_swap"),
    path("duty/leaves/", relief.LeaveListPage.as_view(), name="leaves"),
    path("duty/leaves/ask/", relief.AskLeavePage.as_view(), name="ask_leave"),
    path("duty/leaves/<int:pk>/", relief.LeavePage.as_view(), name="leave"),
    path("duty/leaves/<int:pk>/step/<slug:name>/", relief.LeaveStep.as_view(), name="leave_step"),
    path("duty/swaps/", relief.SwapListPage.as_view(), name="swaps"),
    path("duty/swaps/<int:pk>/", relief.SwapPage.as_view(), name="swap"),
    path("duty/swaps/<int:pk>/step/<slug:name>/", relief.SwapStep.as_view(), name="swap_step"),
    path("duty/calls/", calls.calls, name="calls"),
    path("duty/calls/<int:organisation_id>/<int:person_id>/", calls.call, name="call"),
    path("duty/log/", pages.log, name="log"),
    path("duty/log/<int:pk>/follow-up/", pages.follow_up_entry, name="follow_up"),
    path("duty/checks/", checks.CheckListPage.as_view(), name="checks"),
    path("duty/checks/ask/", checks.AskPage.as_view(), name="ask"),
    path("duty/checks/rule/", checks.CheckRulePage.as_view(), name="check_rule"),
    path("duty/checks/statistics/", checks.check_statistics, name="check_statistics"),
    path("duty/checks/<int:pk>/", checks.CheckPage.as_view(), name="check"),
    path("duty/checks/answers/<int:pk>/", checks.answer, name="answer"),
    path("duty/checks/answers/<int:pk>/record/", checks.record, name="record_answer"),
    path("duty/handover/", pages.OfferPage.as_view(), name="offer"),
    path("duty/handover/<int:pk>/", pages.HandoverPage.as_view(), name="handover"),
    path(
        "duty/handover/<int:pk>/step/<slug:name>/",
        pages.HandoverStep.as_view(),
        name="handover_step",
    ),
]
