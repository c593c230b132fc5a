"""Report duties open by themselves: from the published periods of law/, or from a directive's own words.

Everything is written in sets: opening a period for every commune of the country is a handful of statements.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.directives.models import Document, Report, ReportDuty, Task
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries.reports_duties import Proposed, propose
from chungtay.directives.queries.reports_figures import is_computed
from chungtay.directives.queries.reports_periods import Instance
from chungtay.directives.queries.reports_periods import instances as published
from chungtay.directives.queries.reports_statistics import is_figure, span_of
from chungtay.directives.services import reports_telling as telling
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.statistics import settling

# No district level from this day; the child-work agency moved to the health department on the other (law/agencies).
NO_DISTRICTS_FROM = dt.date(2025, 7, 1)
TO_HEALTH_FROM = dt.date(2025, 3, 1)


# One child-work agency for each unit: its own sector first, else the department that has the work on that day.
_RECEIVERS = """
SELECT DISTINCT ON (a.unit_id, a.level) a.id, a.level, a.unit_path, a.unit_id FROM accounts_agency a
WHERE a.valid_from <= %(due)s AND (a.valid_to IS NULL OR a.valid_to > %(due)s)
  AND ((a.level IN ('country', 'province') AND a.kind IN ('department', 'ministry') AND (a.sector = 'child_work'
        OR a.sector = CASE WHEN %(due)s >= %(to_health)s THEN 'health' ELSE 'labour' END))
    OR (a.level = 'district' AND a.kind = 'committee' AND %(due)s < %(no_districts)s AND %(districts)s))
ORDER BY a.unit_id, a.level, a.sector <> 'child_work', a.id
"""

# The ministry itself reports to the Government: without this the nation's report could not be put together.
_RECEIVERS_AND_TOP = f"""
SELECT * FROM ({_RECEIVERS}) below
UNION ALL SELECT a.id, 'top', a.unit_path, a.unit_id FROM accounts_agency a WHERE a.kind = 'government'
"""

_DUTIES = f"""
INSERT INTO directives_reportduty (code, period, title, guidance, period_from, period_to, due_on, opens_on, receiver_id,
  headings, figures, annexes, law_version, opened_at)
SELECT %(code)s, %(period)s, %(title)s, '', %(from)s, %(to)s,
  CASE WHEN r.level IN ('country', 'top') THEN %(above)s::date ELSE %(due)s::date END, %(opens)s, r.id,
  %(headings)s, %(figures)s, %(annexes)s, %(law)s, now()
FROM ({_RECEIVERS_AND_TOP}) r WHERE %(only)s::bigint IS NULL OR r.id = %(only)s
ON CONFLICT (code, receiver_id) DO NOTHING
"""

# Who owes the report to whom: provinces to the ministry; districts (while there were) or communes to the province;
# communes to their district.
_REPORTS = f"""
WITH agencies AS ({_RECEIVERS})
INSERT INTO directives_report (duty_id, agency_id, unit_path, state, number, place, signer_name, signer_title,
  recipients, returned_reason, urges, version, created_at, updated_at)
SELECT d.id, a.id, a.unit_path, 'drafting', '', '', '', '', '', '', 0, 1, now(), now()
FROM directives_reportduty d
JOIN accounts_agency ra ON ra.id = d.receiver_id
JOIN accounts_agency a ON a.valid_from <= %(due)s AND (a.valid_to IS NULL OR a.valid_to > %(due)s) AND (
  (ra.kind = 'government' AND a.level = 'country' AND a.id IN (SELECT id FROM agencies))
  OR (ra.level = 'country' AND ra.kind <> 'government' AND a.level = 'province' AND a.id IN (SELECT id FROM agencies))
  OR (ra.level IN ('province', 'district') AND a.kind = 'committee'
    AND a.unit_path >= ra.unit_path || '/' AND a.unit_path < ra.unit_path || '0'
    AND a.level = CASE WHEN ra.level = 'province' AND %(due)s < %(no_districts)s THEN 'district' ELSE 'commune' END))
WHERE d.code = %(code)s AND d.opened_at IS NOT NULL AND (%(only)s::bigint IS NULL OR d.receiver_id = %(only)s)
ON CONFLICT (duty_id, agency_id) DO NOTHING
"""

_CONSOLIDATES = """
UPDATE directives_report r SET consolidates_id = below.id
FROM directives_reportduty d, directives_reportduty below
WHERE r.duty_id = d.id AND d.code = %(code)s AND below.code = d.code AND below.receiver_id = r.agency_id
  AND r.consolidates_id IS NULL AND below.id <> d.id
"""

_SECTIONS = """
INSERT INTO directives_reportsection (report_id, position, key, title, text, version, updated_at)
SELECT r.id, h.place - 1, h.heading->>'key', h.heading->>'title', '', 1, now()
FROM directives_report r JOIN directives_reportduty d ON d.id = r.duty_id,
  jsonb_array_elements(d.headings) WITH ORDINALITY AS h(heading, place)
WHERE d.code = %(code)s AND d.opened_at IS NOT NULL AND r.state = 'drafting'
ON CONFLICT (report_id, key) DO NOTHING
"""

_FIGURES = """
INSERT INTO directives_reportfigure (report_id, key, label, unit, source, note, position, why_missing, changed_why)
SELECT r.id, f.figure->>'key', f.figure->>'label', coalesce(f.figure->>'unit', ''),
  CASE WHEN r.consolidates_id IS NOT NULL AND coalesce(f.figure->>'unit', '') <> '%%' THEN 'summed'
       WHEN f.figure->>'key' = ANY(%(computed)s) THEN 'computed' ELSE 'asked' END, '', f.place - 1, '', ''
FROM directives_report r JOIN directives_reportduty d ON d.id = r.duty_id,
  jsonb_array_elements(d.figures) WITH ORDINALITY AS f(figure, place)
WHERE d.code = %(code)s AND d.opened_at IS NOT NULL AND r.state = 'drafting'
ON CONFLICT (report_id, key) DO NOTHING
"""


def open_duties(today: dt.date, instances: Sequence[Instance] | None = None) -> int:
    """Opens every period whose day has come, for every receiver. Run daily; a second run changes nothing.

    Returns the number of reports opened. Units made since (a merger) get theirs on the next run.
    """
    if instances is None:
        instances = published(today)
    return sum(open_instance(instance, today=today) for instance in instances if instance.opens_on <= today)


def open_instance(
    instance: Instance, *, today: dt.date, receiver: Agency | None = None, districts: bool = False
) -> int:
    """Opens one period, also a past one: its units are those of its own deadline day.

    `districts`: before 1/7/2025 also let each district receive its communes' reports.
    """
    values: dict[str, Any] = {
        "code": instance.code,
        "period": instance.period,
        "title": instance.title,
        "from": instance.period_from,
        "to": instance.period_to,
        "due": instance.due_on,
        "above": instance.due_above_on or instance.due_on,
        "opens": instance.opens_on,
        "law": instance.law_version,
        "headings": json.dumps(instance.headings),
        "figures": json.dumps(instance.figures),
        "annexes": json.dumps(instance.annexes),
        "computed": [figure["key"] for figure in instance.figures if is_computed(figure["key"])],
        "to_health": TO_HEALTH_FROM,
        "no_districts": NO_DISTRICTS_FROM,
        "districts": districts,
        "only": receiver.pk if receiver else None,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_DUTIES, values)
            opened = int(cursor.rowcount)
            cursor.execute(_REPORTS, values)
            made = int(cursor.rowcount)
            if made:
                for statement in (_CONSOLIDATES, _SECTIONS, _FIGURES):
                    cursor.execute(statement, values)
        if any(is_figure(figure["key"]) for figure in instance.figures):
            settling.keep(span_of(instance.period_from, instance.period_to))  # counted beforehand, for every unit
        if opened or made:
            first = ReportDuty.objects.filter(code=instance.code).order_by("pk").first()
            if first is not None:
                audit.record(None, "report_open", first, label=instance.title, data={"duties": opened, "reports": made})
    if made and instance.due_on >= today:
        telling.tell_opened(instance.code)
    return made


def duty_from_document(
    *,
    actor: Actor,
    document: Document,
    proposed: Proposed,
    due_on: dt.date,
    title: str = "",
    period_from: dt.date | None = None,
    period_to: dt.date | None = None,
    agencies: Sequence[Agency] | None = None,
    guidance: str = "",
) -> ReportDuty:
    """The receiver's word on a directive's reporting duty. For a period that is open already it changes that one.

    A half-yearly or yearly report is one report: the directive's date and number join the general duty. Any other duty
    becomes a period of its own, owed by `agencies` (by default: the units below and whoever leads a task of it).
    Raises UserError when the dates cannot be.
    """
    require(actor, ReportPermission.OPEN)
    period_from, period_to = period_from or proposed.period_from, period_to or proposed.period_to
    if period_to < period_from:
        raise UserError("Ngày cuối kỳ đứng trước ngày đầu kỳ. Hãy kiểm tra lại.", field="period_to")
    if due_on < period_from:
        raise UserError("Hạn gửi đứng trước kỳ báo cáo. Hãy kiểm tra lại.", field="due_on")
    receiver = Agency.objects.get(pk=actor.agency_id)
    with transaction.atomic():
        duty = ReportDuty.objects.select_for_update(of=("self",)).filter(code=proposed.code, receiver=receiver).first()
        if duty is None:
            duty = _new_duty(document, proposed, receiver, title, period_from, period_to, due_on)
        duty.document, duty.due_on, duty.guidance = document, due_on, guidance or duty.guidance
        duty.title = title or duty.title
        duty.opened_at = duty.opened_at or timezone.now()
        duty.save()
        made = _open_for(duty, agencies, document)
        audit.record(
            actor,
            "report_duty_from_document",
            duty,
            unit_path=receiver.unit_path,
            data={"document": document.pk, "due_on": str(due_on), "reports": made},
        )
        telling.tell_opened(duty.code, duty)
    return duty


def _new_duty(
    document: Document,
    proposed: Proposed,
    receiver: Agency,
    title: str,
    period_from: dt.date,
    period_to: dt.date,
    due_on: dt.date,
) -> ReportDuty:
    return ReportDuty.objects.create(
        code=proposed.code,
        period=proposed.period,
        title=(title or proposed.title)[:300],
        document=document,
        period_from=period_from,
        period_to=period_to,
        due_on=due_on,
        opens_on=timezone.localdate(),
        receiver=receiver,
        headings=proposed.headings,
        figures=proposed.figures,
        annexes=proposed.annexes,
        law_version=proposed.law_version,
        opened_at=timezone.now(),
    )


def _open_for(duty: ReportDuty, agencies: Sequence[Agency] | None, document: Document) -> int:
    """Reports of the units below (unless a list is given) and of whoever leads a task of the document."""
    instance = Instance(
        duty.code,
        duty.period,
        duty.title,
        duty.period_from,
        duty.period_to,
        duty.due_on,
        duty.opens_on,
        duty.headings,
        duty.figures,
        annexes=duty.annexes,
    )
    made = 0
    if agencies is None:
        made = open_instance(instance, today=timezone.localdate(), receiver=duty.receiver)
        leads = Task._base_manager.filter(document=document, giver=duty.receiver).values(
            "lead"
        )  # every lead, whoever asks
        agencies = list(Agency.objects.filter(pk__in=leads, level=duty.receiver.level).exclude(pk=duty.receiver_id))
    fresh = [agency for agency in agencies if not Report._base_manager.filter(duty=duty, agency=agency).exists()]
    Report._base_manager.bulk_create(Report(duty=duty, agency=agency, unit_path=agency.unit_path) for agency in fresh)
    if fresh:
        computed = [figure["key"] for figure in duty.figures if is_computed(figure["key"])]
        with connection.cursor() as cursor:
            cursor.execute(_SECTIONS, {"code": duty.code})
            cursor.execute(_FIGURES, {"code": duty.code, "computed": computed})
    return made + len(fresh)


def change_due(*, actor: Actor, duty: ReportDuty, due_on: dt.date, reason: str, guidance: str = "") -> ReportDuty:
    """The receiver moves its own deadline (it must still consolidate) and may write guidance. Units are told."""
    require(actor, ReportPermission.OPEN, duty)
    if not reason.strip():
        raise UserError("Hãy ghi lý do đổi hạn.", field="reason")
    if due_on < duty.period_from:
        raise UserError("Hạn gửi đứng trước kỳ báo cáo. Hãy kiểm tra lại.", field="due_on")
    with transaction.atomic():
        locked = ReportDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        before, locked.due_on, locked.guidance = locked.due_on, due_on, guidance.strip()
        locked.save(update_fields=["due_on", "guidance"])
        if before != due_on:
            waiting = list(Report.objects.filter(duty=locked, submitted_on=None))
            telling.tell_writers(
                waiting, f"Hạn gửi đổi thành {vn_date(due_on)}: {locked.title}", f"report-due-{locked.pk}-{due_on}"
            )
        audit.record(
            actor,
            "report_change_due",
            locked,
            reason=reason,
            unit_path=locked.receiver.unit_path,
            data={"from": str(before), "to": str(due_on)},
        )
    return locked


__all__ = ["Instance", "Proposed", "change_due", "duty_from_document", "open_duties", "open_instance", "propose"]
