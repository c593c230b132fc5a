from django.urls import path

from chungtay.directives.views import evidence, giving, overview, tasks

urlpatterns = [
    path("nhiem-vu/", tasks.task_list, name="task_list"),
    path("nhiem-vu/giao/", giving.give_task, name="give_task"),
    path("nhiem-vu/hang-loat/", giving.bulk, name="task_bulk"),
    path("nhiem-vu/dot-giao/<uuid:act_id>/", giving.giving_act, name="giving_act"),
    path("nhiem-vu/dot-giao/<uuid:act_id>/lam-tiep/", giving.giving_again, name="giving_again"),
    path("nhiem-vu/<int:pk>/", tasks.task, name="task"),
    path("nhiem-vu/<int:parent_id>/giao-tiep/", giving.give_task, name="give_on"),
    path("nhiem-vu/<int:pk>/tien-do/", tasks.task_progress, name="task_progress"),
    path("nhiem-vu/<int:pk>/hoan-thanh/", tasks.task_done, name="task_done"),
    path("nhiem-vu/<int:pk>/don-doc/", tasks.task_urge, name="task_urge"),
    path("nhiem-vu/<int:pk>/dieu-chinh/", tasks.task_change, name="task_change"),
    path("nhiem-vu/<int:pk>/chuyen-tiep/", giving.task_forward, name="task_forward"),
    path("nhiem-vu/<int:pk>/gia-han/", giving.ask_extension, name="ask_extension"),
    path("nhiem-vu/<int:pk>/gia-han/<int:extension_id>/", giving.answer_extension, name="answer_extension"),
    path("nhiem-vu/<int:pk>/minh-chung/<int:word_id>/<int:file_id>/", evidence.evidence, name="evidence"),
    path("nhiem-vu/<int:pk>/buoc/<slug:step>/", tasks.task_step, name="task_step"),
    path("tong-quan/", overview.overview, name="overview"),
    path("tong-quan/theo/<slug:by>/", overview.overview_by, name="overview_by"),
    path("tong-quan/<int:pk>/", overview.directive_overview, name="directive_overview"),
]
