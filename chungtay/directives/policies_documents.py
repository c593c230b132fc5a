"""Who may do what with documents. A draft in review belongs to the agency that received it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from chungtay.accounts.roles import RoleCode
from chungtay.foundation.access import YES, Actor, Decision, declare, grant, no, predicate

if TYPE_CHECKING:
    from chungtay.directives.models import Document


class DocumentPermission(StrEnum):
    READ = "documents.read"
    RECEIVE = "documents.receive"
    REVIEW = "documents.review"
    ISSUE = "documents.issue"


declare(
    DocumentPermission,
    {
        DocumentPermission.READ: "Xem văn bản trong phạm vi của mình",
        DocumentPermission.RECEIVE: "Đưa văn bản vào hệ thống",
        DocumentPermission.REVIEW: "Rà soát nhiệm vụ đề xuất từ văn bản",
        DocumentPermission.ISSUE: "Giao việc từ văn bản, thay thế, sửa đổi, thu hồi",
    },
)

for _role in (
    RoleCode.MINISTRY_OFFICER,
    RoleCode.PROVINCE_OFFICER,
    RoleCode.PROVINCE_LEADER,
    RoleCode.DISTRICT_OFFICER,
    RoleCode.COMMUNE_CHAIR,
    RoleCode.COMMUNE_OFFICER,
):
    grant(_role, set(DocumentPermission))
for _role in (RoleCode.SECTOR_OFFICER, RoleCode.MONITOR, RoleCode.INSPECTOR):
    grant(_role, {DocumentPermission.READ})


@predicate(DocumentPermission.REVIEW)
def _receiver_reviews(actor: Actor, document: Document) -> Decision:
    return (
        YES if document.owner_id in actor.agency_ids else no("Chỉ cơ quan đưa văn bản vào hệ thống mới rà soát được.")
    )


@predicate(DocumentPermission.ISSUE)
def _receiver_issues(actor: Actor, document: Document) -> Decision:
    return (
        YES if document.owner_id in actor.agency_ids else no("Chỉ cơ quan đưa văn bản vào hệ thống mới giao việc được.")
    )
