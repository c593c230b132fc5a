"""Boundaries of units for maps, as an administrator brought them. None comes with the product."""

from __future__ import annotations

from django.db import models

from chungtay.territory.models import Unit


class Boundary(models.Model):
    """The rings of one unit in 1/10,000 degrees (longitude, latitude); drawn on maps of figures, good for nothing else."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="boundary")
    rings = models.JSONField()
    longitude = models.FloatField()  # of the middle of its largest part
    latitude = models.FloatField()
    source = models.CharField("Nguồn ranh giới", max_length=300)
    imported_at = models.DateTimeField(auto_now=True)
    imported_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["unit"]

    def __str__(self) -> str:
        return f"Ranh giới {self.unit}"
