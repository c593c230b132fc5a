"""Who may do what with people, posts and agencies."""

from __future__ import annotations

from enum import StrEnum

from chungtay.accounts.models import Delegation, Post, User
from chungtay.accounts.roles import ROLES, RoleCode, levels_of
from chungtay.foundation.access import YES, Actor, Decision, declare, grant, no, predicate
from chungtay.territory.models import Unit
from chungtay.territory.policies import TerritoryPermission


class AccountsPermission(StrEnum):
    READ = "accounts.read"
    MANAGE = "accounts.manage"
    GRANT = "accounts.grant"
    DELEGATE = "accounts.delegate"
    DELEGATE_FOR = "accounts.delegate_for"
    AGENCIES = "accounts.agencies"
    IMPORT = "accounts.import"
    EXPORT = "accounts.export"
    MATRIX = "accounts.matrix"
    ROLES = "accounts.roles"
    AUDIT = "accounts.audit"


declare(
    AccountsPermission,
    {
        AccountsPermission.READ: "Xem danh sách tài khoản của tỉnh",
        AccountsPermission.MANAGE: "Thêm, sửa, ngừng, mở lại tài khoản",
        AccountsPermission.GRANT: "Giao và kết thúc chức vụ",
        AccountsPermission.DELEGATE: "Ủy quyền chức vụ của mình",
        AccountsPermission.DELEGATE_FOR: "Ghi nhận ủy quyền của người khác",
        AccountsPermission.AGENCIES: "Quản lý danh sách cơ quan",
        AccountsPermission.IMPORT: "Nhập tài khoản từ tệp",
        AccountsPermission.EXPORT: "Xuất danh sách tài khoản",
        AccountsPermission.MATRIX: "Xem và in bảng phân quyền",
        AccountsPermission.ROLES: "Đặt yêu cầu mã xác thực cho vai trò",
        AccountsPermission.AUDIT: "Xem nhật ký thao tác",
    },
)

for _role in RoleCode:
    grant(_role, {AccountsPermission.DELEGATE, TerritoryPermission.BROWSE})
grant(RoleCode.PROVINCE_ADMINISTRATOR, set(AccountsPermission))
grant(RoleCode.INSPECTOR, {AccountsPermission.AUDIT, AccountsPermission.MATRIX})
for _role in (
    RoleCode.COMMUNE_OFFICER,
    RoleCode.COMMUNE_CHAIR,
    RoleCode.PROVINCE_OFFICER,
    RoleCode.PROVINCE_ADMINISTRATOR,
):
    grant(_role, {TerritoryPermission.EDIT_HAMLETS})
for _role in (RoleCode.PROVINCE_ADMINISTRATOR, RoleCode.MINISTRY_OFFICER):
    grant(_role, {TerritoryPermission.REVIEW})

# An administrator gives the roles beneath his own; another administrator is made by the installation's operator.
_ABOVE = {RoleCode.MINISTRY_OFFICER, RoleCode.PROVINCE_ADMINISTRATOR}


def grantable_roles(actor: Actor) -> list[str]:
    """Codes of the roles this actor may give."""
    if str(AccountsPermission.GRANT) not in actor.permissions:
        return []
    return [code for code in ROLES if code not in _ABOVE]


def may_give(actor: Actor, post: Post) -> Decision:
    """May this (unsaved) post be given by `actor`? `post.user` may still be without a key."""
    if post.user.pk == actor.user_id:
        return no("Không ai tự giao chức vụ cho mình. Hãy nhờ người quản trị khác.")
    if post.role not in grantable_roles(actor):
        return no("Vai trò này không do người quản trị cấp tỉnh giao.")
    if not actor.covers(post.unit.path):
        return no(f"{post.unit} không thuộc phạm vi quản lý của anh/chị.")
    if not post.unit.path.startswith(post.agency.unit_path):
        return no(f"{post.unit} không thuộc địa bàn của {post.agency}.")
    levels = levels_of(post.role)
    if levels and post.unit.level not in levels:
        return no(f"Vai trò “{ROLES[post.role].name}” không dùng cho {post.unit}.")
    return YES


@predicate(AccountsPermission.MANAGE)
def _manages(actor: Actor, user: User) -> Decision:
    """People of one's own province, not one's equals, not oneself (one's own page is /tai-khoan/)."""
    if user.pk == actor.user_id:
        return no("Tài khoản của chính mình được sửa ở trang “Tài khoản của tôi”.")
    from chungtay.accounts.queries.people import current_posts

    for post in current_posts(user):
        if not actor.covers(post.unit.path):
            return no(f"{user} đang giữ chức vụ ở {post.unit}, ngoài phạm vi của anh/chị.")
        if post.role in _ABOVE:
            return no(f"{user} giữ vai trò “{ROLES[post.role].name}” nên không do anh/chị quản lý.")
    return YES


@predicate(AccountsPermission.GRANT)
def _ends(actor: Actor, post: Post) -> Decision:
    return may_give(actor, post)


@predicate(AccountsPermission.DELEGATE)
def _own_post(actor: Actor, post: Post) -> Decision:
    """Only the holder himself hands on his post: a delegate does not delegate further."""
    if post.user_id != actor.user_id or actor.on_behalf_of:
        return no("Chỉ người giữ chức vụ mới ủy quyền được chức vụ ấy.")
    return YES


@predicate(AccountsPermission.DELEGATE_FOR)
def _others_post(actor: Actor, post: Post) -> Decision:
    return may_give(actor, post)


@predicate(AccountsPermission.AGENCIES)
def _of_own_units(actor: Actor, unit: Unit | None) -> Decision:
    return YES if unit is not None and actor.covers(unit.path) else no("Cơ quan này ngoài phạm vi quản lý của anh/chị.")


def may_revoke(actor: Actor, delegation: Delegation) -> Decision:
    """The holder of the post, or the administrator of the place."""
    if delegation.post.user_id == actor.user_id and not actor.on_behalf_of:
        return YES
    if str(AccountsPermission.DELEGATE_FOR) in actor.permissions:
        return _others_post(actor, delegation.post)
    return no("Chỉ người ủy quyền hoặc người quản trị mới thu hồi được.")
