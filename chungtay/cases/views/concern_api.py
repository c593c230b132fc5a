"""/api/tin-bao/: other systems send reports (docs/operations/api-tin-bao.md). No session, no cookie, a token each time."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chungtay.cases import api_reports, limits
from chungtay.cases.models import IntakeClient
from chungtay.cases.services.concerns import receive
from chungtay.cases.services.intake_clients import client_of
from chungtay.foundation.errors import UserError
from chungtay.foundation.requests import public
from chungtay.foundation.scoping import as_system

PER_MINUTE, WRONG_TOKENS = 60, 20


@public
@never_cache
@csrf_exempt  # a token in a header, never a cookie: another site cannot send it
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> JsonResponse:
    """POST one report; GET says what is expected. 201 new, 200 known already, 401, 413, 415, 422, 429."""
    if request.method == "GET":
        return _answer(200, fields=sorted(api_reports.KNOWN), docs="docs/operations/api-tin-bao.md")
    client = _client(request)
    if isinstance(client, JsonResponse):
        return client
    data = _body(request)
    return data if isinstance(data, JsonResponse) else _receive(client, data)


def _receive(client: IntakeClient, data: Any) -> JsonResponse:
    try:
        report = api_reports.read(data, client.road)
        if client.unit is not None and not report.unit.path.startswith(client.unit.path):
            raise api_reports.Wrong({"commune_code": f"Kết nối này chỉ gửi cho các xã của {client.unit.name}."})
        with as_system("a report by another system"):
            got = receive(actor=None, report=report, client=client)
    except api_reports.Wrong as wrong:
        return _answer(422, error="Tin báo chưa được nhận. Hãy sửa các trường dưới đây.", fields=wrong.fields)
    except UserError as error:
        return _answer(422, error=error.sentence, fields={error.field: error.sentence} if error.field else {})
    told: dict[str, Any] = {
        "code": got.concern.code,
        "number": report.outside_id,
        "new": got.new,
        "commune": str(got.concern.unit),
    }
    return _answer(201 if got.new else 200, **told)


def _client(request: HttpRequest) -> IntakeClient | JsonResponse:
    """The system behind the token. Wrong tokens are counted by address, reports by system."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    client = client_of(token.strip()) if kind.lower() == "bearer" and token.strip() else None
    if client is None:
        if limits.too_often("api-token", limits.address_of(request), most=WRONG_TOKENS, seconds=60):
            return _answer(429, {"Retry-After": "60"}, error="Quá nhiều lần gửi với khóa không đúng. Hãy chờ một phút.")
        return _answer(401, {"WWW-Authenticate": "Bearer"}, error="Thiếu khóa truy cập, hoặc khóa không còn hiệu lực.")
    if limits.too_often("api", str(client.pk), most=PER_MINUTE, seconds=60):
        return _answer(429, {"Retry-After": "60"}, error=f"Quá {PER_MINUTE} tin trong một phút. Hãy chờ rồi gửi lại.")
    return client


def _body(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        return _answer(415, error="Cần Content-Type: application/json.")
    try:
        long = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        long = 0
    if long > api_reports.MOST_BYTES:
        return _answer(413, error=f"Nội dung quá {api_reports.MOST_BYTES} byte.")
    try:
        data = json.loads(request.read(api_reports.MOST_BYTES + 1).decode("utf-8"))
        json.dumps(
            data, ensure_ascii=False
        ).encode()  # half a character ("\\ud83d") could be kept and never shown again
        return data
    except UnicodeDecodeError:
        return _answer(422, error="Nội dung phải viết bằng UTF-8.", fields={})
    except (ValueError, RecursionError):
        return _answer(422, error="Nội dung không phải JSON đúng.", fields={})


def _answer(status: int, headers: dict[str, str] | None = None, **content: Any) -> JsonResponse:
    return JsonResponse(content, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})
