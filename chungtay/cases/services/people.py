"""Who answers for a case today: its officer, and where there is none any more, the commune that leads it."""

from __future__ import annotations

from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import Case
from chungtay.cases.services.clocks_people import posts_of_role
from chungtay.foundation.notify import notify


def officers(case: Case) -> list[int]:
    """The post that leads the case while somebody holds it, else every officer of the commune, else its chair."""
    today = timezone.localdate()
    own = Post.objects.on(today).filter(user__is_active=True, unit__path=case.unit_path)
    found = list(own.filter(pk=case.officer_id).values_list("pk", flat=True)) if case.officer_id is not None else []
    return found or posts_of_role(case.unit_path, RoleCode.COMMUNE_OFFICER, today) or chairs(case)


def chairs(case: Case) -> list[int]:
    return posts_of_role(case.unit_path, RoleCode.COMMUNE_CHAIR)


def others(case: Case) -> list[int]:
    """Officers of the communes of the incident and of residence, when they are not the one that leads."""
    paths = {case.incident_path, case.residence_path} - {"", case.unit_path}
    return [post for path in sorted(paths) for post in posts_of_role(path, RoleCode.COMMUNE_OFFICER)]


def tell(posts: list[int], case: Case, words: str, key: str) -> int:
    """One message with the code of the case and nothing else of it. `key` makes a repeated message one."""
    return notify(posts, "case", f"{case.code}: {words}", case.get_absolute_url(), f"case:{case.pk}:{key}")
