"""The machine of a document: from the draft a person reviews to work given, and what a later document does to it."""

from __future__ import annotations

from chungtay.directives.models import Document, DocumentState, TaskProposal
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.workflow import Machine, Transition

_R, _I, _K, _C = DocumentState.IN_REVIEW, DocumentState.ISSUED, DocumentState.KEPT, DocumentState.CANCELLED


def _nothing_accepted(_actor: Actor, document: Document) -> Decision:
    accepted = document.proposals.filter(state=TaskProposal.State.ACCEPTED).count()
    if accepted:
        return no(f"Đã nhận {accepted} nhiệm vụ. Hãy giao việc, hoặc bỏ các nhiệm vụ đó trước khi lưu tham khảo.")
    return YES


def _distinguishable(_actor: Actor, document: Document) -> Decision:
    """Two documents may bear one number only when issuer or date tell them apart, or one is a version of the other."""
    if not document.number_key or document.version_of_id:
        return YES
    twins = Document._base_manager.filter(  # the same agency's own documents, so nothing is shown out of scope
        owner=document.owner_id,
        number_key=document.number_key,
        issued_on=document.issued_on,
        issuer=document.issuer,
        version_of=None,
    ).exclude(pk=document.pk)
    if twins.exclude(state=DocumentState.CANCELLED).exists():
        return no(
            f"Đã có văn bản khác cùng số {document.number}, cùng ngày và cùng cơ quan ban hành. "
            "Hãy sửa ngày hoặc cơ quan ban hành để phân biệt."
        )
    return YES


DOCUMENT_MACHINE = Machine(
    model=Document,
    field="state",
    states={str(code): str(label) for code, label in DocumentState.choices},
    transitions=(
        Transition("issue", (_R,), _I, DocumentPermission.ISSUE, "Giao việc", (_distinguishable,)),
        Transition("keep", (_R,), _K, DocumentPermission.REVIEW, "Lưu tham khảo", (_nothing_accepted,)),
        Transition("review_again", (_K,), _R, DocumentPermission.REVIEW, "Rà soát lại"),
        Transition("cancel", (_R, _K), _C, DocumentPermission.REVIEW, "Hủy bản rà soát", needs_reason=True),
        Transition("restore", (_C,), _R, DocumentPermission.REVIEW, "Khôi phục"),
        Transition("replace", (_I, _K), DocumentState.REPLACED, DocumentPermission.ISSUE, "Thay thế bằng văn bản khác"),
        Transition("recall", (_I, _K), DocumentState.RECALLED, DocumentPermission.ISSUE, "Thu hồi theo văn bản khác"),
    ),
)
