"""Addresses of packs, ledgers and duties."""

from __future__ import annotations

from django.urls import path

from anlan.supervision.ledgers.views import duties, editor, packs, rows, statistics, targets

app_name = "ledgers"
urlpatterns = [
    path("", packs.LedgerListPage.as_view(), name="ledgers"),
    path("<int:pk>/", rows.RowListPage.as_view(), name="rows"),
    path("<int:pk>/new/", rows.RowCreatePage.as_view(), name="add_row"),
    path("<int:pk>/import/", rows.start_import, name="import"),
    path("<int:pk>/statistics/", statistics.show, name="statistics"),
    path("rows/<int:pk>/", rows.RowPage.as_view(), name="row"),
    path("rows/<int:pk>/change/", rows.RowChangePage.as_view(), name="change_row"),
    path("rows/<int:pk>/remove/", rows.remove, name="remove_row"),
    path("packs/", packs.PackListPage.as_view(), name="packs"),
    path("packs/new/", editor.PackCreatePage.as_view(), name="new_pack"),
    path("packs/<int:pk>/", packs.PackPage.as_view(), name="pack"),
    path("packs/<int:pk>/draft/", editor.start, name="start"),
    path("criteria/", packs.CriterionListPage.as_view(), name="criteria"),
    path("criteria/<int:pk>/", packs.CriterionPage.as_view(), name="criterion"),
    path("criteria/<int:pk>/confirm/", packs.CriterionConfirmPage.as_view(), name="confirm"),
    path("checklists/<int:pk>/", packs.ChecklistPage.as_view(), name="checklist"),
    path("targets/", targets.TargetListPage.as_view(), name="targets"),
    path("targets/<int:pk>/", targets.TargetPage.as_view(), name="target"),
    path("targets/<int:pk>/report/", targets.TargetReportPage.as_view(), name="report_target"),
    path("duties/", duties.DutyListPage.as_view(), name="duties"),
    path("duties/<int:pk>/", duties.DutyPage.as_view(), name="duty"),
    path("duties/<int:pk>/report/", duties.DutyCompletePage.as_view(), name="complete_duty"),
    path("duties/<int:pk>/steps/<str:name>/", duties.DutyStep.as_view(), name="duty_step"),
    path("versions/", editor.VersionListPage.as_view(), name="versions"),
    path("versions/<int:pk>/", editor.VersionPage.as_view(), name="version"),
    path("versions/<int:pk>/steps/<str:name>/", editor.VersionStep.as_view(), name="version_step"),
    path("versions/<int:pk>/<str:part>/new/", editor.PartPage.as_view(), name="new_part"),
    path("versions/<int:pk>/<str:part>/<slug:code>/", editor.PartPage.as_view(), name="part"),
    path(
        "versions/<int:pk>/<str:part>/<slug:code>/remove/", editor.remove_part, name="remove_part"
    ),
    path(
        "versions/<int:pk>/<str:part>/<slug:code>/new/", editor.InnerPage.as_view(),
        name="new_inner",
    ),
    path(
        "versions/<int:pk>/<str:part>/<slug:code>/<int:index>/", editor.InnerPage.as_view(),
        name="inner",
    ),
    path(
        "versions/<int:pk>/<str:part>/<slug:code>/<int:index>/remove/", editor.remove_inner,
        name="remove_inner",
    ),
]  # fmt: skip
