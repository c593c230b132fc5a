"""Two records of one child do not become one while both, or the one that goes, stand in an open placement."""

from __future__ import annotations

from chungtay.care.models import OPEN_STATES, Placement
from chungtay.children.guards import register_merge_guard
from chungtay.children.models import Child


@register_merge_guard
def refuses(kept: Child, gone: Child) -> str | None:
    if Placement.objects.filter(child=gone, state__in=OPEN_STATES).exists():
        return "Hồ sơ sẽ bị gộp đang có việc chăm sóc thay thế chưa kết thúc. Hãy giữ hồ sơ đó và gộp hồ sơ kia vào."
    return None
