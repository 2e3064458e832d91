"""Routes of assessment."""

from __future__ import annotations

from django.urls import path

from anlan.governance.assessment.views import appeals, items, mine, queue, runs, schemes

app_name = "assessment"
urlpatterns = [
    path("", runs.RunListPage.as_view(), name="runs"),
    path("open/", runs.OpenPage.as_view(), name="run_new"),
    path("<int:pk>/", runs.RunPage.as_view(), name="run"),
    path("<int:pk>/step/<slug:name>/", runs.RunStep.as_view(), name="run_step"),
    path("<int:pk>/figures/", runs.refresh, name="refresh"),
    path("<int:pk>/settle/", runs.settle_all, name="settle_all"),
    path("<int:pk>/report/", runs.report, name="report"),
    path("<int:pk>/workbook/", runs.workbook, name="workbook"),
    path("mine/", mine.MinePage.as_view(), name="mine"),
    path("queue/", queue.QueuePage.as_view(), name="queue"),
    path("results/<int:pk>/", runs.ResultPage.as_view(), name="result"),
    path("results/<int:pk>/finish/", mine.finish, name="finish"),
    path("items/<int:pk>/", items.ItemPage.as_view(), name="item"),
    path("items/<int:pk>/hand-in/", items.HandInPage.as_view(), name="hand_in"),
    path("items/<int:pk>/mark/", queue.mark, name="mark"),
    path("items/<int:pk>/settle/", items.SettlePage.as_view(), name="settle"),
    path("items/<int:pk>/appeal/", appeals.FilePage.as_view(), name="appeal_file"),
    path("appeals/", appeals.AppealListPage.as_view(), name="appeals"),
    path("appeals/<int:pk>/", appeals.AppealPage.as_view(), name="appeal"),
    path("appeals/<int:pk>/uphold/", appeals.UpholdPage.as_view(), name="uphold"),
    path("appeals/<int:pk>/step/<slug:name>/", appeals.AppealStep.as_view(), name="appeal_step"),
    path("schemes/", schemes.SchemeListPage.as_view(), name="schemes"),
    path("schemes/new/", schemes.SchemeNewPage.as_view(), name="scheme_new"),
    path("schemes/<int:pk>/", schemes.SchemePage.as_view(), name="scheme"),
    path("schemes/<int:pk>/change/", schemes.SchemeChangePage.as_view(), name="scheme_change"),
    path("schemes/<int:pk>/points/", schemes.points, name="points"),
    path("schemes/<int:pk>/copy/", schemes.copy, name="scheme_copy"),
    path("schemes/<int:pk>/step/<slug:name>/", schemes.SchemeStep.as_view(), name="scheme_step"),
    path("schemes/<int:pk>/parts/new/", schemes.PartPage.as_view(), name="part_new"),
    path("schemes/<int:pk>/parts/<int:row>/", schemes.PartPage.as_view(), name="part"),
    path(
        "schemes/<int:pk>/parts/<int:part>/items/new/", schemes.ItemPage.as_view(), name="item_new"
    ),
    path("schemes/<int:pk>/items/<int:row>/", schemes.ItemPage.as_view(), name="item_change"),
    path("schemes/<int:pk>/groups/new/", schemes.GroupPage.as_view(), name="group_new"),
    path("schemes/<int:pk>/groups/<int:row>/", schemes.GroupPage.as_view(), name="group"),
    path("schemes/<int:pk>/<slug:part>/<int:row>/remove/", schemes.remove, name="scheme_remove"),
]
