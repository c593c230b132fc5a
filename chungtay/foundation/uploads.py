"""Uploads that are too large are refused while they arrive: nothing is kept, and the person reads a sentence.

Two places stop: before anything is read, when the request says it is too long; and in the middle of a file that goes
beyond its limit. What is left of the body is thrown away by the application server after the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from chungtay.foundation.spool import Spool
from chungtay.foundation.vietnamese import number

MEGABYTE = 1024 * 1024


class LimitUploadHandler(FileUploadHandler):
    """Stands before Django's own handlers and counts; it keeps nothing itself."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """An answer other than None is taken in place of the body, which is then not read at all."""
        if content_length <= settings.MAX_REQUEST_BYTES:
            return None
        self._refuse(f"Lần gửi này nặng {number(round(content_length / MEGABYTE))} MB")
        return QueryDict(), MultiValueDict()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self._refuse(f"Tệp “{self.file_name}” quá nặng")
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _refuse(self, what: str) -> None:
        limit = number(settings.MAX_UPLOAD_BYTES // MEGABYTE)
        sentence = f"{what}; mỗi tệp được tối đa {limit} MB. Hãy nén hoặc tách tệp rồi gửi lại."
        if self.request is not None:
            self.request.upload_refused = sentence  # type: ignore[attr-defined]


class SpoolUploadHandler(FileUploadHandler):
    """Uploads too large for memory wait on disk unreadable (`spool`): many of them will be sealed, and a temporary file
    would leave their content behind on the disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.spool = Spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.spool.seek(0)
        return UploadedFile(
            cast(IO[bytes], self.spool),
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "spool"):
            self.spool.close()


class UploadLimitMiddleware:
    """Stands before the CSRF check, which is the first to read the body: what was cut off must not reach a view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or request.content_type != "multipart/form-data":
            return None
        _ = request.POST  # reads the body, with the handler above watching
        sentence = getattr(request, "upload_refused", "")
        if not sentence:
            return None
        back = request.META.get("HTTP_REFERER", "/")
        return render(request, "foundation/refused.html", {"sentence": sentence, "back": back}, status=413)
