"""Verbs on accounts. Each act is one transaction with its audit row; a password is never written down anywhere."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from chungtay.accounts import lockout
from chungtay.accounts.actors import without_post
from chungtay.accounts.exchange import people_list
from chungtay.accounts.models import Agency, Post, User
from chungtay.accounts.policies import AccountsPermission
from chungtay.accounts.queries.people import current_posts, people
from chungtay.accounts.roles import RoleCode
from chungtay.accounts.services.posts import NewPost, place
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Unit

_SYLLABLES = [consonant + vowel for consonant in "bcdghklmnprstvx" for vowel in "aeiou"]


@dataclass(frozen=True)
class PersonData:
    """What is written about a person."""

    username: str
    full_name: str
    phone: str = ""
    email: str = ""


def one_time_password() -> str:
    """Easy to read over the telephone, about 62 bits: `kabomi-tuvexa-dosine-4827`."""
    groups = ["".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(3)]
    return "-".join([*groups, f"{secrets.randbelow(9000) + 1000}"])


def suggested_username(full_name: str, taken: set[str]) -> str:
    """`Nguyễn Quốc Bảo` → `baonq`, `baonq2` when taken."""
    words = fold(full_name).split()
    if not words:
        return ""
    base = words[-1] + "".join(word[0] for word in words[:-1])
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}{number}"
    return name


@transaction.atomic
def add_person(*, actor: Actor, data: PersonData, post: NewPost) -> tuple[User, str]:
    """A new account with its first post. Returns the person and the one-time password, which is shown once.

    Raises UserError when the sign-in name is taken or the post may not be given.
    """
    password = one_time_password()
    user = User(
        username=data.username, full_name=data.full_name, phone=data.phone, email=data.email, must_change_password=True
    )
    user.set_password(password)
    if User.objects.filter(username__iexact=data.username).exists():
        raise UserError(f"Tên đăng nhập “{data.username}” đã có người dùng. Hãy chọn tên khác.", field="username")
    user.save()
    given = place(actor=actor, user=user, data=post)
    audit.record(actor, "user.added", user, unit_path=given.unit.path, data={"role": given.role, "post": str(given)})
    return user, password


@transaction.atomic
def change_person(*, actor: Actor, user: User, data: PersonData) -> User:
    require(actor, AccountsPermission.MANAGE, user)
    locked = _lock(user)
    before = {"full_name": locked.full_name, "phone": locked.phone, "email": locked.email, "username": locked.username}
    locked.full_name, locked.phone, locked.email, locked.username = (
        data.full_name,
        data.phone,
        data.email,
        data.username,
    )
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise UserError(
            f"Tên đăng nhập “{data.username}” đã có người dùng. Hãy chọn tên khác.", field="username"
        ) from error
    changed = {field: [old, getattr(locked, field)] for field, old in before.items() if old != getattr(locked, field)}
    audit.record(actor, "user.changed", locked, unit_path=_path(locked), data=changed)
    return locked


@transaction.atomic
def disable_person(*, actor: Actor, user: User, reason: str) -> None:
    """Signs the person out everywhere; posts stay as they are and can be used again after enabling."""
    require(actor, AccountsPermission.MANAGE, user)
    if not reason.strip():
        raise UserError("Hãy ghi lý do ngừng tài khoản.", field="reason")
    locked = _lock(user)
    locked.is_active, locked.disabled_reason = False, reason.strip()[:200]
    locked.session_epoch = locked.session_epoch + 1
    locked.save()
    audit.record(actor, "user.disabled", locked, unit_path=_path(locked), reason=reason)


@transaction.atomic
def enable_person(*, actor: Actor, user: User) -> None:
    """The days of an unused account are counted from now on."""
    require(actor, AccountsPermission.MANAGE, user)
    locked = _lock(user)
    locked.is_active, locked.disabled_reason, locked.enabled_at = True, "", timezone.now()
    locked.save()
    audit.record(actor, "user.enabled", locked, unit_path=_path(locked))


@transaction.atomic
def unlock_person(*, actor: Actor, user: User) -> None:
    """Ends the lock after too many wrong passwords."""
    require(actor, AccountsPermission.MANAGE, user)
    lockout.unlock(user.username)
    audit.record(actor, "user.unlocked", user, unit_path=_path(user))


@transaction.atomic
def reset_password(*, actor: Actor, user: User) -> str:
    """A one-time password, returned once; every session of the person ends."""
    require(actor, AccountsPermission.MANAGE, user)
    locked = _lock(user)
    password = one_time_password()
    locked.set_password(password)
    locked.must_change_password = True
    locked.save()
    lockout.unlock(locked.username)
    audit.record(actor, "user.password_reset", locked, unit_path=_path(locked))
    return password


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User) -> None:
    """For who lost the telephone and the recovery codes: enrols anew at the next sign-in; every session ends."""
    require(actor, AccountsPermission.MANAGE, user)
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record(actor, "user.second_factor_reset", user, unit_path=_path(user))


@transaction.atomic
def change_own(*, user: User, full_name: str, phone: str, email: str) -> User:
    """One's own name, telephone, e-mail. Needs no post."""
    locked = _lock(user)
    locked.full_name, locked.phone, locked.email = full_name, phone, email
    locked.save()
    audit.record(without_post(locked), "user.changed_own", locked, unit_path=_path(locked))
    return locked


@transaction.atomic
def sign_out_everywhere(*, user: User) -> User:
    """Ends every session of the person. The caller keeps his own alive by renewing its hash."""
    locked = _lock(user)
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    audit.record(without_post(locked), "user.signed_out_everywhere", locked, unit_path=_path(locked))
    return locked


def _lock(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _path(user: User) -> str:
    post: Post | None = current_posts(user).first()
    return post.unit.path if post else ""


@transaction.atomic
def export_people(*, actor: Actor, today: dt.date) -> bytes:
    """Everybody in the actor's territory as a spreadsheet; that it was taken out is remembered."""
    require(actor, AccountsPermission.EXPORT)
    rows = list(people(actor=actor))
    content = people_list(rows, today)
    audit.record(actor, "users.exported", User(), label=f"{len(rows)} tài khoản", unit_path=actor.unit_paths[0])
    return content


@transaction.atomic
def create_administrator(*, username: str, full_name: str, province: Unit, today: dt.date) -> str:
    """The administrator of a province, made by whoever operates the installation. Returns the one-time password."""
    committee = Agency.objects.on(today).filter(unit=province, kind="committee").first()
    if committee is None:
        raise UserError(f"Chưa có danh sách cơ quan của {province}. Hãy nạp dữ liệu trước.")
    password = one_time_password()
    user = User(username=username, full_name=full_name, must_change_password=True)
    user.set_password(password)
    user.save()
    Post.objects.create(
        user=user,
        agency=committee,
        unit=province,
        role=RoleCode.PROVINCE_ADMINISTRATOR,
        title="Quản trị",
        valid_from=today,
    )
    audit.record(None, "user.added", user, unit_path=province.path, data={"role": RoleCode.PROVINCE_ADMINISTRATOR})
    return password
