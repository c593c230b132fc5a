"""Two records of one child are not joined while a case of it runs: plans, clocks and visits hang on the one record.

The sentence says nothing of a case: who joins records need not know that there is one. It sends the person to somebody
who may know.
"""

from __future__ import annotations

from chungtay.cases.models import ENDED, Case
from chungtay.children.guards import register_merge_guard
from chungtay.children.models import Child

SENTENCE = (
    "Hai hồ sơ này chưa gộp được lúc này. Cả hai vẫn nguyên như cũ. "
    "Hãy hỏi cán bộ trẻ em hoặc Chủ tịch UBND xã trước khi gộp."
)


@register_merge_guard
def running_case(kept: Child, gone: Child) -> str | None:
    """Runs as the system. A case that has ended forbids nothing."""
    runs = Case.objects.filter(child__in=[kept, gone]).exclude(state__in=ENDED).exists()
    return SENTENCE if runs else None
