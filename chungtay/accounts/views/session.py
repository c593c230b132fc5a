"""Choosing the post, the idle lock and what was kept behind it."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chungtay.accounts import idle, services
from chungtay.accounts.middleware import POST_KEY
from chungtay.accounts.models import User
from chungtay.foundation.requests import address_here, public


def safe_next(request: HttpRequest) -> str:
    """Where to go on; only within this site."""
    return address_here(request, request.POST.get("next") or request.GET.get("next") or "/")


@public
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """The posts of the person today; one is chosen at a time."""
    carrier = cast(Any, request)
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        choice = next((choice for choice in carrier.post_choices if choice.key == wanted), None)
        if choice is None:
            messages.error(request, "Chức vụ này không còn hiệu lực. Hãy chọn chức vụ khác.")
            return redirect("accounts:choose_post")
        request.session[POST_KEY] = choice.key
        services.note_switch(actor=choice.actor(cast(User, request.user), services.today()), post=choice.post)
        return redirect(safe_next(request))
    return render(request, "accounts/choose_post.html", {"choices": carrier.post_choices, "next": safe_next(request)})


@public
@login_required
def locked(request: HttpRequest) -> HttpResponse:
    """The password again, after a while without a request."""
    if not idle.is_locked(request):
        return redirect(safe_next(request))
    request.session[idle.LOCKED] = True
    wrong = False
    if request.method == "POST":
        user = cast(User, request.user)
        proved = authenticate(request, username=user.username, password=request.POST.get("password", ""))
        if proved == user:
            idle.unlock(request)
            return redirect(safe_next(request))
        wrong = True
    context = {
        "next": safe_next(request),
        "wrong": wrong,
        "minutes": settings.IDLE_LOCK_SECONDS // 60,
        "held": idle.held(request),
    }
    return render(request, "accounts/locked.html", context, status=422 if wrong else 200)


@public
@login_required
def send_again(request: HttpRequest) -> HttpResponse:
    """What was kept behind the lock when its form is no longer on the page: shown whole, to be sent or dropped."""
    kept = idle.held(request)
    return render(request, "accounts/send_again.html", {"kept": kept, "told": idle.told(kept) if kept else ""})


@public
@require_POST
@login_required
def drop_held(request: HttpRequest) -> HttpResponse:
    idle.drop(request)
    messages.success(request, "Đã bỏ nội dung đang giữ.")
    return redirect("/")


@public
@login_required
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Says why the second factor comes first, and leads to its enrolment."""
    return render(request, "accounts/second_factor_needed.html")
