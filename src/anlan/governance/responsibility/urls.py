"""Addresses of responsibility."""

from __future__ import annotations

from django.urls import path

from anlan.governance.responsibility.views import lists, portfolios, records

app_name = "responsibility"
urlpatterns = [
    path("", portfolios.EntryListPage.as_view(), name="entries"),
    path("portfolios/new/", portfolios.SetPortfolioPage.as_view(), name="set_portfolio"),
    path("portfolios/<int:pk>/", portfolios.PortfolioPage.as_view(), name="portfolio"),
    path("portfolios/<int:pk>/absence/", portfolios.AbsencePage.as_view(), name="absence"),
    path("portfolios/<int:pk>/report/", portfolios.ReportPage.as_view(), name="report"),
    path("portfolios/<int:pk>/end/", portfolios.end, name="end_portfolio"),
    path("lists/", lists.ResponsibilityListsPage.as_view(), name="lists"),
    path("lists/new/", lists.DrawUpPage.as_view(), name="draw_up"),
    path("lists/<int:pk>/", lists.ResponsibilityListPage.as_view(), name="list"),
    path("lists/<int:pk>/duties/new/", lists.AddDutyPage.as_view(), name="add_duty"),
    path("lists/<int:pk>/publish/", lists.publish, name="publish_list"),
    path("lists/<int:pk>/year/", lists.DrawUpYearPage.as_view(), name="draw_up_year"),
    path("work/", lists.WorkListsPage.as_view(), name="work_lists"),
    path("work/<int:pk>/", lists.WorkListPage.as_view(), name="work_list"),
    path("work/<int:pk>/items/new/", lists.AddWorkPage.as_view(), name="add_work"),
    path("work/items/<int:pk>/change/", lists.ChangeWorkPage.as_view(), name="change_work"),
    path("work/items/<int:pk>/remove/", lists.remove_work, name="remove_work"),
    path("work/<int:pk>/<str:name>/", lists.WorkListStep.as_view(), name="work_step"),
    path("records/", records.DutyRecordListPage.as_view(), name="records"),
    path("records/new/", records.EnterPage.as_view(), name="enter"),
    path("records/<int:pk>/", records.DutyRecordPage.as_view(), name="record"),
]
