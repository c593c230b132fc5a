"""How much one print or export may hold. Roles without the permission to export have no entry to it at all."""

from __future__ import annotations

from chungtay.accounts.roles import RoleCode
from chungtay.children.papers.columns import MOST_ON_PAPER
from chungtay.foundation.errors import UserError

AT_ONCE = 400  # children made while the person waits; more goes to the worker
ON_A_PAGE = 2_000  # a browser prints no more in good time
ASKED_AGAIN = 500  # from here on, and for every sensitive paper, the password is asked again
SHORTEST_REASON = 10
# A commune takes its whole book; a province takes a commune or a filtered list, not the register.
_MOST = {RoleCode.COMMUNE_OFFICER: 30_000, RoleCode.COMMUNE_CHAIR: 30_000, RoleCode.PROVINCE_OFFICER: 20_000}


def most_for(role: str) -> int:
    return _MOST.get(RoleCode(role), 0) if role in set(RoleCode) else 0


def fits_on_paper(columns: int) -> None:
    """Raises UserError when the page is too narrow."""
    if columns > MOST_ON_PAPER:
        raise UserError(
            f"Giấy A4 nằm ngang chỉ vừa {MOST_ON_PAPER} cột, anh/chị đã chọn {columns}. Hãy bỏ bớt cột hoặc chọn .xlsx.",
            field="columns",
        )


def asks_again(children: int, *, sensitive: bool) -> bool:
    return sensitive or children >= ASKED_AGAIN
