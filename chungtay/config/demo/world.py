"""Puts the demo together: people, the chain of documents, half a year of work, reports."""

from __future__ import annotations

import datetime as dt
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post, User
from chungtay.config.demo import people, reports, texts
from chungtay.config.demo.life import Life
from chungtay.config.demo.time_travel import at, moment
from chungtay.directives.models import Document, ReportDuty, Task, TaskProposal
from chungtay.directives.services import documents, intake, relations, review
from chungtay.foundation.access import Actor
from chungtay.foundation.documents import to_docx
from chungtay.foundation.models import Notice
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Level
from chungtay.territory.queries import children_of, unit_by_code

AGE = 170  # days since the letter was issued: half-way through its year


def make(*, seed: int, province_code: str) -> str:
    """Makes the world once, all of it or nothing. Returns a sentence about what is there."""
    if User.objects.filter(username="tinh").exists():
        return "Tỉnh minh họa đã có."
    today = timezone.localdate()
    province = unit_by_code(Level.PROVINCE, province_code, today)
    if province is None:
        return f"Không có tỉnh mã {province_code}."
    draw = random.Random(seed)
    with transaction.atomic():
        communes = [unit for unit in children_of(province, today) if unit.level == Level.COMMUNE]
        posts = people.settle(people.invent(province, communes, draw, today))
        officer = build_actor(posts["tinh"], today)
        issued = issue_letter(officer, today - dt.timedelta(days=AGE))
        happened = live(posts, officer, issued, draw, today)
        waiting_letter(officer, today, issued)
        settle_messages(today)
    return f"Đã dựng tỉnh minh họa: {len(communes)} xã, phường; {len(posts)} người; {happened} diễn biến."


def report(*, seed: int) -> str:
    """Lets the communes report, once: after the register is filled, because reports take their numbers from it."""
    today = timezone.localdate()
    if ReportDuty.objects.exists() or not User.objects.filter(username="tinh").exists():
        return ""
    with transaction.atomic():
        named = Post.objects.select_related("user", "agency", "unit").filter(
            user__username__regex=r"^(tinh|bo|xa\..+|chutich\..+)$"
        )
        posts = {post.user.username: post for post in named.order_by("pk")}
        sent = reports.write(posts, random.Random(seed), today)
        settle_messages(today)
    return f"{sent} xã, phường đã gửi báo cáo."


def settle_messages(today: dt.date) -> None:
    """Half a year of messages was e-mailed long ago, and all but the last two weeks' were read."""
    Notice.objects.filter(emailed_at=None).update(emailed_at=timezone.now())
    Notice.objects.filter(created_at__lt=moment(today - dt.timedelta(days=14))).update(read_at=timezone.now())


def issue_letter(officer: Actor, day: dt.date) -> Document:
    """The letter goes the way every letter goes: read, reviewed, accepted, given."""
    with at(moment(day, 8)), acting_as(officer):
        for text in (texts.party_directive(day), texts.plan_of_ministry(day - dt.timedelta(days=40))):
            received = intake.receive(actor=officer, text=text)
            if received.document is None:
                intake.keep_for_reference(actor=officer, intake=received)
            else:
                documents.keep(actor=officer, document=received.document)
        upload = SimpleUploadedFile("cong-van-1286.docx", to_docx(texts.letter(day)))
        received = intake.receive(actor=officer, upload=upload)
        document = received.document
        if document is None:
            raise RuntimeError(f"the demo letter was not read: {received.sentence or received.state}")
        _accept_all(officer, document, day)
        document.refresh_from_db()
        documents.issue(actor=officer, document=document, version=document.version, given_on=day)
        document.refresh_from_db()
    return document


def _accept_all(officer: Actor, document: Document, day: dt.date) -> None:
    """Each task of the letter gets its result and evidence; what the reader proposed beyond them is dropped."""
    for proposal in TaskProposal.objects.filter(document=document).order_by("position"):
        place = int(proposal.ordinal) if proposal.ordinal.isdigit() else 0
        if not 1 <= place <= len(texts.TASKS):
            review.drop(actor=officer, proposal=proposal, version=proposal.version)
            continue
        task = texts.TASKS[place - 1]
        values = {
            "result": task.result, "evidence_asked": task.evidence, "responsible": texts.RESPONSIBLE,
            "deadline": day + dt.timedelta(days=task.days),
        }  # fmt: skip
        review.correct(actor=officer, proposal=proposal, version=proposal.version, values=values, take=True)


def live(posts: dict[str, Post], officer: Actor, document: Document, draw: random.Random, today: dt.date) -> int:
    by_agency: dict[int, Post] = {}
    for username, post in posts.items():
        if username.startswith("xa.") or username in ("congan", "giaoduc"):
            by_agency[post.agency_id] = post
    life = Life(by_agency, posts["tinh"], draw, today)
    with as_system("the demo plans every task of its letter"):
        given = list(Task.objects.filter(document=document).select_related("lead", "giver").order_by("pk"))
    for task in given:
        life.plan(task)
    return life.live()


def waiting_letter(officer: Actor, today: dt.date, first: Document) -> None:
    """A second letter lies on the table of the province officer, read but not reviewed."""
    assert first.issued_on is not None
    with at(moment(today, 7, 30)), acting_as(officer):
        received = intake.receive(actor=officer, text=texts.amending_letter(today, first.issued_on))
        if received.document is not None:
            relations.connect(received.document)
