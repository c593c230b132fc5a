"""Own tables by e-mail: a link always, the file only when nothing in it is sealed. Each reader gets his own numbers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.foundation import notify
from chungtay.foundation.access import Actor, can
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.spreadsheets import to_xlsx
from chungtay.statistics.choices import checked
from chungtay.statistics.exhibits import XLSX, file_name
from chungtay.statistics.models import OwnTable, Schedule, Sending
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.own_tables import filled
from chungtay.statistics.services.own_tables import next_day

SEALED = "Bảng có số liệu bí mật nên không kèm tệp."


def send_due(today: dt.date) -> int:
    """Mails every table whose day has come; returns how many mails went out.

    A mail server that does not answer stops nothing else: the others go out, then the error is raised, and what was not
    sent is tried again the next time. Nobody gets the same table of the same day twice.
    """
    with as_system("tables whose day of mailing has come, of all posts"):
        due = list(Schedule.objects.filter(next_on__lte=today).select_related("table").order_by("next_on", "id"))
    sent, failures = 0, list[OSError]()
    for plan in due:
        complete = True
        for post in _posts(plan.table, today):
            try:
                sent += _send(plan, post, today)
            except OSError as error:  # SMTPException is one
                failures.append(error)
                complete = False
        if complete:
            Schedule.objects.filter(pk=plan.pk).update(next_on=next_day(plan.rhythm, today))
    if failures:
        raise failures[0]
    return sent


def _posts(table: OwnTable, today: dt.date) -> list[Post]:
    """The owner and those the table is shared with, as far as they still hold their posts."""
    with as_system("the posts a table is shared with"):
        wanted = {table.post_id, *table.shares.values_list("post_id", flat=True)}
    posts = Post.objects.on(today).filter(pk__in=wanted, user__is_active=True)
    return list(posts.select_related("user", "agency", "unit").order_by("pk"))


def _send(plan: Schedule, post: Post, today: dt.date) -> int:
    actor = build_actor(post, today)
    with acting_as(actor), transaction.atomic():
        if not can(actor, FigurePermission.READ) or not OwnTable.objects.filter(pk=plan.table_id).exists():
            return 0
        row, _ = Sending.objects.select_for_update().get_or_create(table=plan.table, day=plan.next_on, post_id=post.pk)
        if row.sent_at is not None:
            return 0
        reached = _mail(plan, post, actor, row)
        row.sent_at = timezone.now()
        row.save()
        return int(reached)


def _mail(plan: Schedule, post: Post, actor: Actor, row: Sending) -> bool:
    """Sends to the holder's address; who has none finds a notice in the product."""
    table = plan.table
    path = f"/so-lieu/bang/{table.pk}/"
    title = f"Bảng số liệu “{table.title}” đến hạn xem"
    if not post.user.email:
        notify.notify([post.pk], "figures.table_due", title, path, f"own-table-due:{table.pk}:{plan.next_on}")
        return False
    lines = [
        f"Kính gửi anh/chị {post.user},", "",
        f"Bảng số liệu “{table.title}” của {table.owner_name} đã đến ngày gửi.",
        f"Xem bảng: {settings.PUBLIC_ADDRESS.rstrip('/')}{path}", "",
    ]  # fmt: skip
    mail = EmailMessage(" ".join(title.split())[:150], "", None, [post.user.email])
    if plan.with_file:
        read = filled(actor, table.title, checked(table.choice), patient=True)
        if read.sealed:
            row.why_no_file = SEALED
            lines += [SEALED, ""]
        else:
            row.with_file = True
            lines += [*read.notes, *([""] if read.notes else [])]
            mail.attach(f"{file_name(table.title)}.xlsx", to_xlsx([read.sheet()]), XLSX)
    mail.body = "\n".join([*lines, "Thư tự động của Chung Tay, xin không trả lời thư này."])
    mail.send()
    return True
