"""Plans under their case, the work of agencies, single-use links, the agenda of the board."""

from django.urls import path

from chungtay.cases.views import lines, links, meetings, plan_lines, plans

app_name = "case_plans"
urlpatterns = [
    path("vu-viec/hop/", meetings.agenda, name="agenda"),
    path("vu-viec/kinh-phi/", plans.costs, name="costs"),
    path("vu-viec/<int:pk>/ke-hoach/", plans.plan, name="plan"),
    path("vu-viec/<int:pk>/ke-hoach/noi-dung/", plans.words, name="words"),
    path("vu-viec/<int:pk>/ke-hoach/them/", plans.line_add, name="line_add"),
    path("vu-viec/<int:pk>/ke-hoach/in/<int:plan>/", plans.paper, name="paper"),
    path("vu-viec/<int:pk>/ke-hoach/so-sanh/", plans.compare, name="compare"),
    path("vu-viec/<int:pk>/ke-hoach/<int:line>/", plan_lines.line, name="line"),
    path("vu-viec/<int:pk>/ke-hoach/<int:line>/sua/", plans.line_edit, name="line_edit"),
    path("vu-viec/<int:pk>/ke-hoach/<int:line>/tra-loi/", plan_lines.told, name="told"),
    path("vu-viec/<int:pk>/ke-hoach/<int:line>/huy/", plan_lines.cancel, name="cancel"),
    path("vu-viec/<int:pk>/ke-hoach/<int:line>/lien-ket/", plan_lines.link_make, name="link_make"),
    path(
        "vu-viec/<int:pk>/ke-hoach/<int:line>/lien-ket/<int:link>/thu-hoi/", plan_lines.link_revoke, name="link_revoke"
    ),
    path("vu-viec/<int:pk>/ke-hoach/<int:line>/buoc/<slug:step>/", plans.line_step, name="line_step"),
    path("phan-viec/", lines.line_list, name="lines"),
    path("phan-viec/<int:pk>/", lines.line, name="agency_line"),
    path("lien-ket/<str:token>/", links.link, name="link"),
]
