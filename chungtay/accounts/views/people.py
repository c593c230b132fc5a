"""/quan-tri/tai-khoan/: the people of a province, as its administrator sees them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.accounts import gates, lockout, services
from chungtay.accounts.forms.own import DelegationForForm
from chungtay.accounts.forms.people import AddPersonForm, LastDayForm, PeopleFilter, PersonForm, PostForm, ReasonForm
from chungtay.accounts.models import Delegation, Post, User
from chungtay.accounts.policies import AccountsPermission, grantable_roles
from chungtay.accounts.queries import people as queries
from chungtay.accounts.queries.trail import about_person
from chungtay.accounts.sealing import seal, unseal
from chungtay.accounts.sudo import sudo
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Unit

ONCE = "one_time_password"


def _person(request: ActorRequest, pk: int) -> User:
    found = queries.person(actor=request.actor, pk=pk)
    if found is None:
        raise Http404
    return found


def _managed(request: ActorRequest, pk: int) -> User:
    user = _person(request, pk)
    require(request.actor, AccountsPermission.MANAGE, user)
    return user


def _post_form(request: ActorRequest, form: type[PostForm]) -> PostForm:
    within = Unit.objects.get(pk=request.actor.unit_id)
    return form(request.POST or None, within=within, roles=grantable_roles(request.actor))


def _show_once(request: ActorRequest, user: User, password: str) -> HttpResponse:
    """The password goes through the session sealed, to be read on the next page and nowhere else."""
    request.session[ONCE] = seal({"user": user.pk, "password": password})
    return redirect("accounts:one_time_password", pk=user.pk)


@require_GET
@asks(AccountsPermission.READ)
def people(request: ActorRequest) -> HttpResponse:
    """The list with search and filters."""
    form = PeopleFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.people(
        actor=request.actor,
        text=asked.get("tim", ""),
        role=asked.get("vai_tro", ""),
        state=asked.get("trang_thai", ""),
    )
    page = Paginator(rows, 50).get_page(request.GET.get("trang"))
    locked = lockout.locked_names([user.username for user in page])
    context = {"form": form, "page": page, "locked": locked, "filtered": any(asked.values())}
    return render(request, "accounts/people.html", context)


@asks(AccountsPermission.MANAGE)
@sudo
def add_person(request: ActorRequest) -> HttpResponse:
    """A new account with its first post."""
    form = _post_form(request, AddPersonForm)
    refusal = ""
    if request.method == "POST" and form.is_valid() and isinstance(form, AddPersonForm):
        try:
            user, password = services.add_person(actor=request.actor, data=form.person(), post=form.post())
        except UserError as error:
            refusal = error.sentence
        else:
            return _show_once(request, user, password)
    return _form(request, form, refusal, title="Thêm tài khoản", act="Thêm tài khoản", draft="tai-khoan/them")


def _form(request: ActorRequest, form: Any, refusal: str, *, title: str, act: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "title": title,
        "act": act,
        "person": None,
        "draft": "",
        "note": "",
        **more,
    }
    return render(request, "accounts/people_form.html", context, status=422 if refusal or form.errors else 200)


@require_GET
@asks(AccountsPermission.READ)
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """One person: account, posts, delegations, what was done to the account."""
    user, today = _person(request, pk), timezone.localdate()
    posts = list(queries.posts_of(user))
    roles = [post.role for post in posts if post.valid_to is None or post.valid_to > today]
    context = {
        "person": user,
        "manages": can(request.actor, AccountsPermission.MANAGE, user),
        "posts": [(post, bool(can(request.actor, AccountsPermission.GRANT, post))) for post in posts],
        "rows": list(queries.delegations_of(user)),
        "locked_until": lockout.locked_until(user.username),
        "second_factor": any(gates.second_factor_needed(role) for role in roles),
        "acts": about_person(user_id=user.pk)[:20],
        "today": today,
        "crumbs": [("Tài khoản", "/quan-tri/")],
    }
    return render(request, "accounts/person.html", context)


@asks(AccountsPermission.MANAGE)
def change_person(request: ActorRequest, pk: int) -> HttpResponse:
    user = _managed(request, pk)
    known = {"full_name": user.full_name, "username": user.username, "phone": user.phone, "email": user.email}
    form = PersonForm(request.POST or None, initial=known)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(actor=request.actor, user=user, data=form.person())
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, "Đã lưu.")
            return redirect("accounts:person", pk=pk)
    return _form(request, form, refusal, title=f"Sửa tài khoản {user}", act="Lưu", person=user)


@asks(AccountsPermission.MANAGE)
def disable_person(request: ActorRequest, pk: int) -> HttpResponse:
    user = _managed(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.disable_person(actor=request.actor, user=user, reason=form.cleaned_data["reason"])
        tell(request, f"Đã ngừng tài khoản của {user}. Có thể mở lại bất cứ lúc nào.")
        return redirect("accounts:person", pk=pk)
    note = "Người này bị đăng xuất ngay và không đăng nhập được nữa. Công việc và dữ liệu vẫn còn nguyên."
    return _form(request, form, "", title=f"Ngừng tài khoản {user}", act="Ngừng tài khoản", person=user, note=note)


@require_POST
@asks(AccountsPermission.MANAGE)
def enable_person(request: ActorRequest, pk: int) -> HttpResponse:
    user = _managed(request, pk)
    services.enable_person(actor=request.actor, user=user)
    tell(request, f"Đã mở lại tài khoản của {user}.")
    return redirect("accounts:person", pk=pk)


@require_POST
@asks(AccountsPermission.MANAGE)
def unlock_person(request: ActorRequest, pk: int) -> HttpResponse:
    user = _managed(request, pk)
    services.unlock_person(actor=request.actor, user=user)
    tell(request, f"{user} đăng nhập được ngay bây giờ.")
    return redirect("accounts:person", pk=pk)


@require_POST
@asks(AccountsPermission.MANAGE)
@sudo
def reset_password(request: ActorRequest, pk: int) -> HttpResponse:
    user = _managed(request, pk)
    return _show_once(request, user, services.reset_password(actor=request.actor, user=user))


@require_POST
@asks(AccountsPermission.MANAGE)
@sudo
def reset_second_factor(request: ActorRequest, pk: int) -> HttpResponse:
    user = _managed(request, pk)
    services.reset_second_factor(actor=request.actor, user=user)
    tell(request, f"Đã đặt lại mã xác thực. {user} bật lại ở lần đăng nhập tới.")
    return redirect("accounts:person", pk=pk)


@require_GET
@asks(AccountsPermission.MANAGE)
def one_time_password(request: ActorRequest, pk: int) -> HttpResponse:
    """Shown once: coming back to this page shows that it is gone."""
    user = _managed(request, pk)
    kept = unseal(request.session.pop(ONCE, "")) or {}
    password = kept.get("password") if kept.get("user") == user.pk else None
    response = render(request, "accounts/one_time_password.html", {"person": user, "password": password})
    response["Cache-Control"] = "no-store"
    return response


@asks(AccountsPermission.GRANT)
@sudo
def give_post(request: ActorRequest, pk: int) -> HttpResponse:
    user = _person(request, pk)
    form = _post_form(request, PostForm)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.give_post(actor=request.actor, user=user, data=form.post())
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã giao chức vụ cho {user}.")
            return redirect("accounts:person", pk=pk)
    return _form(request, form, refusal, title=f"Giao chức vụ cho {user}", act="Giao chức vụ", person=user)


@asks(AccountsPermission.GRANT)
def end_post(request: ActorRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("user", "agency", "unit"), pk=pk)
    _person(request, post.user_id)
    require(request.actor, AccountsPermission.GRANT, post)
    form = LastDayForm(request.POST or None, initial={"last_day": timezone.localdate()})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.end_post(actor=request.actor, post=post, last_day=form.cleaned_data["last_day"])
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã ghi ngày kết thúc chức vụ của {post.user}.")
            return redirect("accounts:person", pk=post.user_id)
    return _form(request, form, refusal, title=f"Kết thúc chức vụ: {post}", act="Kết thúc chức vụ", person=post.user)


@asks(AccountsPermission.DELEGATE_FOR)
@sudo
def delegate_for(request: ActorRequest, pk: int) -> HttpResponse:
    """The administrator writes down that somebody hands his post to another."""
    user, today = _person(request, pk), timezone.localdate()
    others = queries.people(actor=request.actor, state="active").exclude(pk=pk)
    form = DelegationForForm(request.POST or None, people=others, posts=queries.current_posts(user))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.delegate(actor=request.actor, post=form.cleaned_data["post"], data=form.delegation(), today=today)
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, "Đã ghi ủy quyền.")
            return redirect("accounts:person", pk=pk)
    return _form(request, form, refusal, title=f"Ghi ủy quyền của {user}", act="Ghi ủy quyền", person=user)


@require_POST
@asks(AccountsPermission.DELEGATE_FOR)
def revoke_for(request: ActorRequest, pk: int) -> HttpResponse:
    given = Delegation.objects.select_related("post__user", "post__unit", "post__agency", "to_user")
    delegation = get_object_or_404(given, pk=pk)
    _person(request, delegation.post.user_id)
    services.revoke(actor=request.actor, delegation=delegation)
    tell(request, "Đã thu hồi ủy quyền.")
    return redirect("accounts:person", pk=delegation.post.user_id)
