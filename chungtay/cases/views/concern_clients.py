"""/tin-bao/ket-noi/: systems that send reports, kept by the province's administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.cases.forms.clients import ClientForm
from chungtay.cases.models import IntakeClient
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import intake_clients
from chungtay.cases.views.concern_loading import attempt, page
from chungtay.foundation.access import found
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


@never_cache
@asks(CasePermission.CLIENTS)
def clients(request: ActorRequest) -> HttpResponse:
    """The list; a new token stands once on the answer that made it and nowhere else."""
    form = ClientForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "token": "", "made": None}

    def make() -> str:
        data = form.cleaned_data
        context["made"], context["token"] = intake_clients.make_client(
            actor=request.actor, name=data["name"], road=data["road"]
        )
        return "made"

    made = bool(request.method == "POST" and form.is_valid() and attempt(form, context, make))
    context["clients"] = intake_clients.clients_of(request.actor)
    answer = page(request, "clients", context)
    answer.status_code = 200 if made else answer.status_code
    return answer


@require_POST
@asks(CasePermission.CLIENTS)
def end(request: ActorRequest, pk: int) -> HttpResponse:
    rows = IntakeClient.objects.select_related("unit")
    client: IntakeClient = get_object_or_404(rows, pk=pk)
    found(client if client.unit is not None and request.actor.covers(client.unit.path) else None)
    intake_clients.end_client(actor=request.actor, client=client)
    tell(request, f"Đã ngừng kết nối “{client.name}”. Khóa của kết nối này không còn hiệu lực.")
    return redirect(reverse("case_concerns:clients"))
