"""What officers do to a register, through the product's own services: moves, merges, a reform of communes, and their undoing."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from bench import scale
from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.children.models import Child, Merge, Pair, Reform, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.services import merging, moving, reforms
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Level, Succession, Unit

ACTS = {"move": 60, "move_back": 25, "merge": 40, "unmerge": 20, "reform": 1, "reform_back": 1}  # in each step
LEFT_BEHIND = 40  # children written into communes that are gone, for the reform to take
REFUSED = (UserError, PermissionDenied, IntegrityError, IndexError)  # IndexError: nothing is there to be undone


class Officer:
    """Acts of one province's officer, by lot; what the register refuses leaves everything as it was."""

    def __init__(self, chance: random.Random) -> None:
        post = Post.objects.filter(user__username=scale.OFFICER).select_related("unit").earliest("pk")
        self.chance, self.today, self.province = chance, timezone.localdate(), post.unit
        self.actor = build_actor(post, self.today)
        within = {"path__startswith": f"{self.province.path}/", "level": Level.COMMUNE}
        self.communes = list(Unit.objects.on(self.today).filter(**within))
        self.done: Counter[str] = Counter()
        with as_system("a benchmark chooses children"):
            self.leave_behind()
            here = Child.objects.filter(unit_path__startswith=f"{self.province.path}/", status="here")
            self.children = list(here.values_list("pk", flat=True))

    def leave_behind(self) -> None:
        from tests.factories.children import make_child

        last = Succession.objects.filter(successor__in=self.communes, predecessor__level=Level.COMMUNE).order_by(
            "-effective_on", "pk"
        )
        self.effective_on = last[0].effective_on
        ended = [one.predecessor for one in last.filter(effective_on=self.effective_on)[:5]]
        for n in range(LEFT_BEHIND):
            make_child(
                ended[n % len(ended)], f"Lò Văn Cũ {n}", f"20{12 + n % 12}-03-1{n % 10}", ("male", "female")[n % 2]
            )

    def step(self) -> None:
        for name, times in ACTS.items():
            for _ in range(times):
                with suppress(*REFUSED), transaction.atomic(), acting_as(self.actor):
                    getattr(self, name)()
                    self.done[name] += 1

    def child(self) -> Child:
        found: Child = Child.objects.get(pk=self.chance.choice(self.children))
        return found

    def move(self) -> None:
        on, to = self.today, self.chance.choice(self.communes)
        for transfer in moving.release(
            actor=self.actor, children=[self.child()], to_unit=to, on=on, reason="theo cha mẹ"
        ):
            moving.accept(actor=self.actor, transfer=transfer)

    def move_back(self) -> None:
        done = Transfer.objects.filter(state=TransferState.ACCEPTED).order_by("-pk").first()
        if done is None:
            raise UserError("Không có lần chuyển nào.")
        moving.undo(actor=self.actor, transfer=done, reason="nhầm")

    def merge(self) -> None:
        low, high = sorted((self.child(), self.child()), key=lambda one: one.pk)
        paths = {"first_path": low.unit_path, "second_path": high.unit_path, "score": 1}
        pair, _ = Pair.objects.get_or_create(first=low, second=high, defaults=paths)
        merging.merge(actor=self.actor, pair=pair, keep_id=low.pk, take=["birth", "sex"])

    def unmerge(self) -> None:
        standing = list(Merge.objects.filter(undone_at=None).order_by("-pk")[:9])
        merging.unmerge(actor=self.actor, done=self.chance.choice(standing))

    def reform(self) -> None:
        rehearsed = reforms.rehearse(actor=self.actor, province=self.province, effective_on=self.effective_on)
        reforms.apply(actor=self.actor, reform=rehearsed)

    def reform_back(self) -> None:
        reforms.reverse(actor=self.actor, reform=Reform.objects.order_by("-pk")[0])
