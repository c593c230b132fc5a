"""Agency names as written in a directive, tied to real agencies on the document's date; kept on the document.

`Document.agency_choices`: folded name → {"name", "how": sure|ambiguous|unknown|chosen, "ids", "candidates"}.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.directives.models import Document, TaskProposal
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import leads
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold


def resolve_new(*, actor: Actor, document: Document, again: bool = False) -> None:
    """Looks up the names not looked up yet; `again` all but those a person chose (the date of the document changed)."""
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        known = dict(locked.agency_choices)
        names = names_in(locked)
        kept = {key: value for key, value in known.items() if key in names and (not again or value["how"] == "chosen")}
        fresh = {key: leads.look_up(name, locked) for key, name in names.items() if key not in kept}
        if fresh or kept != known:
            locked.agency_choices = kept | fresh
            locked.save(update_fields=["agency_choices", "updated_at"])
            audit.record(
                actor, "agencies_resolved", locked, data={"names": [found["name"] for found in fresh.values()]}
            )
    document.agency_choices = locked.agency_choices


def names_in(document: Document) -> dict[str, str]:
    """All names of leads and co-operating agencies in the proposals, by folded name."""
    rows = (
        TaskProposal.objects.filter(document=document)
        .exclude(state=TaskProposal.State.MERGED)
        .values_list("lead", "cooperating")
    )
    return {fold(name): name for lead, cooperating in rows for name in (*lead, *cooperating) if fold(name)}


def choose_name(*, actor: Actor, document: Document, name: str, ids: Iterable[int]) -> Document:
    """A person says which agencies this name means, for every task of the document that uses it."""
    require(actor, DocumentPermission.REVIEW, document)
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        chosen = existing(ids)
        before = locked.agency_choices.get(fold(name), {})
        locked.agency_choices = {
            **locked.agency_choices,
            fold(name): {
                "name": before.get("name", name),
                "how": "chosen",
                "ids": chosen,
                "candidates": before.get("candidates", []),
            },
        }
        locked.save(update_fields=["agency_choices", "updated_at"])
        audit.record(actor, "agency_name_chosen", locked, data={"name": name, "ids": chosen})
    return locked


def use_successors(*, actor: Actor, document: Document) -> int:
    """Every agency that no longer exists is replaced by those that took over its work until today. Returns how many."""
    require(actor, DocumentPermission.REVIEW, document)
    today = timezone.localdate()
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        gone = leads.gone_among(locked, today)
        heirs = leads.successors_of(gone, today)
        replaced = {pk for pk in gone if heirs.get(pk)}
        if not replaced:
            raise UserError("Không có cơ quan kế tục nào trong hệ thống cho các cơ quan này. Hãy chọn cơ quan khác.")
        choices: dict[str, Any] = {}
        for key, found in locked.agency_choices.items():
            choices[key] = (
                {**found, "how": "chosen", "ids": _swap(found["ids"], heirs)} if replaced & {*found["ids"]} else found
            )
        locked.agency_choices = choices
        locked.save(update_fields=["agency_choices", "updated_at"])
        for proposal in TaskProposal.objects.filter(document=locked).exclude(lead_ids=None):
            proposal.lead_ids = _swap(proposal.lead_ids or [], heirs)
            proposal.version += 1
            proposal.save(update_fields=["lead_ids", "version"])
        audit.record(actor, "successors_used", locked, data={"replaced": sorted(replaced)})
    return len(replaced)


def _swap(ids: list[int], heirs: dict[int, list[int]]) -> list[int]:
    return list(dict.fromkeys(new for pk in ids for new in (heirs.get(pk) or [pk])))


def existing(ids: Iterable[int]) -> list[int]:
    """The ids that are agencies; UserError when one is not."""
    wanted = set(ids)
    found = set(Agency.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - found:
        raise UserError("Có cơ quan không còn trong danh mục. Hãy chọn lại.", field="ids")
    return sorted(found)
