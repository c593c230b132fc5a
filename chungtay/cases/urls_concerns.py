"""Reports: the inbox (/tin-bao/), the public page (/bao-tin/), the road for other systems (/api/tin-bao/)."""

from django.urls import path

from chungtay.cases.views import (
    concern_api,
    concern_clients,
    concern_intake,
    concern_public,
    concern_steps,
    concerns,
    informants,
    reports_111,
)

app_name = "case_concerns"
urlpatterns = [
    path("tin-bao/", concerns.inbox, name="list"),
    path("tin-bao/moi/", concern_intake.new, name="new"),
    path("tin-bao/111/", reports_111.paste, name="paste"),
    path("tin-bao/111/tep/", reports_111.file, name="file"),
    path("tin-bao/111/tep/<uuid:stage>/", reports_111.staged, name="staged"),
    path("tin-bao/ket-noi/", concern_clients.clients, name="clients"),
    path("tin-bao/ket-noi/<int:pk>/ngung/", concern_clients.end, name="client_end"),
    path("tin-bao/<int:pk>/", concerns.concern, name="concern"),
    path("tin-bao/<int:pk>/in/", concerns.printed, name="print"),
    path("tin-bao/<int:pk>/chuyen/", concern_steps.pass_on, name="pass_on"),
    path("tin-bao/<int:pk>/tre/", concern_steps.child, name="child"),
    path("tin-bao/<int:pk>/mo-vu-viec/", concern_steps.open_case, name="open_case"),
    path("tin-bao/<int:pk>/ghep/", concern_steps.join, name="join"),
    path("tin-bao/<int:pk>/buoc/<slug:step>/", concern_steps.step, name="step"),
    path("tin-bao/<int:pk>/nguoi-bao/", informants.informant, name="informant"),
    path("tin-bao/<int:pk>/nguoi-bao/nguoi-xem/", informants.readers, name="readers"),
    path("vu-viec/<int:pk>/tin-bao/", concerns.of_case, name="of_case"),
    path("bao-tin/", concern_public.report, name="public"),
    path("bao-tin/da-gui/", concern_public.sent, name="public_sent"),
    path("bao-tin/theo-doi/", concern_public.follow, name="public_follow"),
    path("api/tin-bao/", concern_api.reports, name="api"),
]
