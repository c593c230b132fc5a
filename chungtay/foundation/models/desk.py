"""The person's desk: drafts that are never lost, messages, and files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from chungtay.foundation.models.sealed import SealedJSONField


class Draft(models.Model):
    """What a person has typed into a form and not yet sent. One for each form and post; kept until sent or dropped.

    Sealed: a form on a child's case or on who reported it lies here as well.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    data = SealedJSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_one_per_form")]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """A message to one post: something new, due, late or escalated. `key` makes a reminder go out once only."""

    post_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=400)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["post_id", "-id"], name="notice_post", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return self.title


class StoredFile(models.Model):
    """A file as received, named by its digest on disk. Access is asked of the thing it hangs on."""

    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_digest")]

    def __str__(self) -> str:
        return self.name
