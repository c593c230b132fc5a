"""/tai-khoan/: one's own account and delegation."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.accounts import services
from chungtay.accounts.forms.own import DelegationForm, OwnForm
from chungtay.accounts.models import Delegation, Post, User
from chungtay.accounts.policies import AccountsPermission
from chungtay.accounts.queries import people as queries
from chungtay.foundation.access import can
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, public


@public
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Needs no post: a person without one still mends his telephone number."""
    user = cast(User, request.user)
    known = {"full_name": user.full_name, "phone": user.phone, "email": user.email}
    form = OwnForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        services.change_own(user=user, **form.cleaned_data)
        tell(request, "Đã lưu thông tin của anh/chị.")
        return redirect("accounts:profile")
    context = {"form": form, "posts": queries.posts_of(user), "today": timezone.localdate()}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@public
@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    user = services.sign_out_everywhere(user=cast(User, request.user))
    update_session_auth_hash(request, user)
    tell(request, "Đã đăng xuất khỏi mọi máy khác. Máy này vẫn đăng nhập.")
    return redirect("accounts:profile")


@asks(AccountsPermission.DELEGATE)
def delegations(request: ActorRequest) -> HttpResponse:
    """What I handed on and what was handed to me; hands on the post I act in."""
    actor, today = request.actor, timezone.localdate()
    post = get_object_or_404(Post.objects.select_related("user", "agency", "unit"), pk=actor.post_id)
    own = can(actor, AccountsPermission.DELEGATE, post)
    form = DelegationForm(
        request.POST or None, people=queries.colleagues(actor=actor, today=today), initial={"first_day": today}
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.delegate(actor=actor, post=post, data=form.delegation(), today=today)
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã ủy quyền cho {form.cleaned_data['to_user']}. Anh/chị thu hồi được bất cứ lúc nào.")
            return redirect("accounts:delegations")
    rows = queries.delegations_of(cast(User, request.user))
    context = {"form": form, "post": post, "own": own, "rows": rows, "today": today, "refusal": refusal}
    return render(request, "accounts/delegations.html", context, status=422 if refusal or form.errors else 200)


@require_POST
@asks(AccountsPermission.DELEGATE)
def revoke_delegation(request: ActorRequest, pk: int) -> HttpResponse:
    given = Delegation.objects.select_related("post__user", "post__unit", "post__agency", "to_user")
    delegation = get_object_or_404(given, pk=pk, post__user_id=request.actor.user_id)
    services.revoke(actor=request.actor, delegation=delegation)
    tell(request, f"Đã thu hồi ủy quyền đã trao cho {delegation.to_user}.")
    return redirect("accounts:delegations")
