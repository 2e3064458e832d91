"""Addresses of responses."""

from __future__ import annotations

from django.urls import path

from anlan.command.responses.views import responses, tasks

app_name = "responses"
urlpatterns = [
    path("", responses.ResponseListPage.as_view(), name="list"),
    path("incident/<int:incident_id>/", responses.RecommendPage.as_view(), name="recommend"),
    path("tasks/", tasks.TaskListPage.as_view(), name="my_tasks"),
    path("tasks/<int:pk>/", tasks.TaskPage.as_view(), name="task"),
    path("tasks/<int:pk>/report/", tasks.report, name="report"),
    path("tasks/<int:pk>/photo/", tasks.photo, name="photo"),
    path("tasks/<int:pk>/steps/<str:name>/", tasks.TaskStep.as_view(), name="task_step"),
    path("<int:pk>/", responses.ResponsePage.as_view(), name="detail"),
    path("<int:pk>/board/", tasks.BoardPage.as_view(), name="board"),
    path("<int:pk>/orders/", tasks.OrdersPage.as_view(), name="orders"),
    path("<int:pk>/order/", responses.OrderPage.as_view(), name="order"),
    path("<int:pk>/level/", responses.LevelPage.as_view(), name="level"),
    path("<int:pk>/hand-over/", responses.HandOverPage.as_view(), name="hand_over"),
    path("<int:pk>/cancel-open/", responses.CancelOpenTasks.as_view(), name="cancel_open"),
    path("<int:pk>/steps/<str:name>/", responses.ResponseTransition.as_view(), name="transition"),
]
