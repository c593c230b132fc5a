"""Invented directives to every commune of the country, written set-based in seconds; nothing here is meant to be read.

The shares of the states are those of a directive in the middle of its time. One commune, the one whose officer looks
(`HEAD`), has more than the others: offices are not of one size.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from chungtay.foundation.scoping import acting_as, as_system

HEAD = "xa.muongphang"  # sign-in name in the demo province
OFFICER = "tinh"

WHAT = (
    "Rà soát, lập danh sách trẻ em có hoàn cảnh đặc biệt trên địa bàn; phân công người theo dõi từng trường hợp, phối hợp với nhà trường "
    "và trạm y tế; tổng hợp khó khăn, vướng mắc, đề xuất biện pháp hỗ trợ; cập nhật kết quả hằng tháng và báo cáo trước hạn ghi trên đây. "
    "Chủ tịch Ủy ban nhân dân chịu trách nhiệm về kết quả thực hiện và tính chính xác của số liệu gửi lên cấp trên. "
)


@dataclass(frozen=True)
class Size:
    """`documents` × `tasks_each` tasks to each commune, `head` more to the commune that looks, `notices` to each viewer,
    `periods` for which every commune and province of the country owes a report."""

    documents: int
    tasks_each: int
    head: int
    notices: int
    periods: int

    @property
    def tasks(self) -> int:
        return self.documents * self.tasks_each * 3321 + self.head


_DOCUMENTS = """
INSERT INTO directives_document (state, kind, number, number_key, issued_on, issuer, issuer_agency_id, subject, urgency, text, text_digest, sketch,
  reading, owner_id, unit_path, version, created_at, updated_at, issued_at, issued_by_id, agency_choices)
SELECT 'issued', 'ke_hoach', (100 + n) || '/KH-BYT', (100 + n) || 'khbyt', current_date - 60 - n %% 300, 'Bộ Y tế', a.id,
  'Về công tác trẻ em, đợt ' || n, '', %(what)s || n, md5(n::text), '{}', '{}', a.id, '', 1, now(), now(), now(), u.id, '{}'
FROM generate_series(1, %(documents)s) n,
  (SELECT id FROM accounts_agency WHERE kind = 'ministry' AND sector = 'health' LIMIT 1) a,
  (SELECT id FROM accounts_user WHERE username = %(officer)s) u
"""
# d: the directives of above; p: the place of the task in it. Day 0 is the day of giving, the deadline 20 to 219 days later.
_TASKS = """
INSERT INTO directives_task (document_id, act, ordinal, title, what, result, evidence_asked, topics, weight, rhythm, recurrence, state, lead_id,
  giver_id, responsible, unit_path, given_on, first_due_on, due_on, accepted_on, progress, reported_on, done_on, confirmed_at, version,
  created_at, updated_at, search)
SELECT d.id, md5(d.id || '-' || p.n)::uuid, p.n::text, p.title, %(what)s, 'Báo cáo kết quả', '', ARRAY[p.topic], 1 + p.n %% 3, 'once', '', s.state,
  a.id, d.owner_id, 'Chủ tịch UBND', a.unit_path, g.day, g.day + s.term, g.day + s.term,
  CASE WHEN s.state <> 'given' THEN g.day + 2 END, CASE WHEN s.state IN ('done', 'reported') THEN 100 WHEN s.state = 'given' THEN 0 ELSE 40 END,
  CASE WHEN s.state IN ('done', 'reported') THEN g.day + s.took END, CASE WHEN s.state = 'done' THEN g.day + s.took END,
  CASE WHEN s.state = 'done' THEN now() END, 3, now(), now(), p.words
FROM (SELECT id, owner_id, issued_on FROM directives_document WHERE number LIKE '%%/KH-BYT' AND text LIKE %(what)s || '%%') d
CROSS JOIN (
  SELECT n, title, topic, setweight(to_tsvector('simple', foundation_fold(title)), 'A') || to_tsvector('simple', foundation_fold(%(what)s)) AS words
  FROM (SELECT n, 'Rà soát trẻ em, việc ' || n AS title, (ARRAY['child_protection', 'injury', 'health', 'education'])[1 + n %% 4] AS topic
        FROM generate_series(1, %(each)s) n) t) p
CROSS JOIN accounts_agency a
CROSS JOIN LATERAL (SELECT d.issued_on + 5 AS day) g
CROSS JOIN LATERAL (SELECT abs(hashint8(a.id * 131 + d.id * 17 + p.n)) %% 1000 AS h) r
CROSS JOIN LATERAL (SELECT CASE WHEN r.h < 620 THEN 'done' WHEN r.h < 680 THEN 'reported' WHEN r.h < 880 THEN 'accepted' WHEN r.h < 960 THEN 'given'
  WHEN r.h < 980 THEN 'sent_back' ELSE 'returned' END AS state, 20 + r.h %% 200 AS term, 5 + r.h %% 190 AS took) s
WHERE a.kind = 'committee' AND a.level = 'commune' AND a.valid_to IS NULL
ORDER BY d.id, p.n, a.unit_path
"""
_HEAD = """
INSERT INTO directives_task (document_id, act, ordinal, title, what, result, evidence_asked, topics, weight, rhythm, recurrence, state, lead_id,
  giver_id, responsible, unit_path, given_on, first_due_on, due_on, accepted_on, progress, version, created_at, updated_at)
SELECT NULL, md5('head' || n)::uuid, '', 'Rà soát theo địa bàn, việc ' || n, %(what)s, 'Báo cáo', '', ARRAY['health'], 1, 'once', '',
  CASE WHEN n %% 3 = 0 THEN 'given' ELSE 'accepted' END, c.agency_id, g.agency_id, 'Chủ tịch UBND', a.unit_path, current_date - 30, due.day, due.day,
  CASE WHEN n %% 3 = 0 THEN NULL ELSE current_date - 20 END, 10, 2, now(), now()
FROM generate_series(1, %(head)s) n
CROSS JOIN LATERAL (SELECT current_date - 25 + n * 13 %% 90 AS day) due,
  (SELECT p.agency_id FROM accounts_post p JOIN accounts_user u ON u.id = p.user_id WHERE u.username = %(commune)s) c
  JOIN accounts_agency a ON a.id = c.agency_id,
  (SELECT p.agency_id FROM accounts_post p JOIN accounts_user u ON u.id = p.user_id WHERE u.username = %(officer)s) g
"""
_WORDS = """
INSERT INTO directives_taskword (task_id, kind, at, by_name, by_agency, note, data, day)
SELECT t.id, w.kind, now() - interval '40 days' + w.n * interval '1 day', 'Người bịa', 'Cơ quan bịa', '', '{}', t.reported_on
FROM directives_task t
CROSS JOIN LATERAL (VALUES (1, 'given', true), (2, 'accepted', t.state <> 'given'), (3, 'reported', t.state IN ('done', 'reported')),
  (4, 'confirmed', t.state = 'done')) w (n, kind, said)
WHERE w.said AND NOT EXISTS (SELECT 1 FROM directives_taskword x WHERE x.task_id = t.id)
"""
# Every twentieth task is watched by the health department of its province.
_PARTIES = """
INSERT INTO directives_taskparty (task_id, agency_id, role)
SELECT t.id, a.id, 'monitoring' FROM directives_task t
JOIN accounts_agency a ON a.kind = 'department' AND a.sector = 'health' AND a.valid_to IS NULL AND a.unit_path = split_part(t.unit_path, '/', 1)
WHERE t.id %% 20 = 0 AND a.id <> t.giver_id ON CONFLICT DO NOTHING
"""
_NOTICES = """
INSERT INTO foundation_notice (post_id, user_id, kind, title, url, key, created_at)
SELECT p.id, p.user_id, 'task_given', 'Nhiệm vụ mới, đợt ' || n, '/nhiem-vu/', 'bench-' || n || '-' || p.id, now()
FROM generate_series(1, %(notices)s) n, accounts_post p JOIN accounts_user u ON u.id = p.user_id WHERE u.username IN (%(commune)s, %(officer)s)
"""


def grow(size: Size) -> None:
    values: dict[str, str | int] = {
        "what": WHAT, "documents": size.documents, "each": size.tasks_each, "head": size.head, "notices": size.notices,
        "commune": head(), "officer": OFFICER,
    }  # fmt: skip
    open_periods(size.periods)
    with connection.cursor() as cursor:
        for statement in (_DOCUMENTS, _TASKS, _HEAD, _WORDS, _PARTIES, _NOTICES):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


def head() -> str:
    """The officer of the commune with most work: `HEAD` where the demo has it, else the first commune."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT username FROM accounts_user WHERE username LIKE 'xa.%%' ORDER BY username <> %s, id LIMIT 1", [HEAD]
        )
        return str(cursor.fetchone()[0])


def open_periods(number: int) -> None:
    """The last published periods, the newest first, for the whole country; and the demo officer consolidates the newest."""
    from chungtay.accounts.actors import build_actor
    from chungtay.accounts.models import Post
    from chungtay.directives.models import Report
    from chungtay.directives.queries.reports_periods import of_year
    from chungtay.directives.services import consolidation
    from chungtay.directives.services.reports_duties import open_instance

    today = timezone.localdate()
    years = range(today.year - 8, today.year + 2)
    past = sorted((one for year in years for one in of_year(year) if one.opens_on <= today), key=lambda one: one.due_on)
    with as_system("the benchmark opens periods as the worker would have"):
        for instance in past[-number:]:
            open_instance(instance, today=today)
    officer = build_actor(Post.objects.filter(user__username=OFFICER).earliest("pk"), today)
    with acting_as(officer):
        own = Report.objects.filter(agency=officer.agency_id, consolidates__reports__state="accepted").order_by("pk")
        report = own.distinct().first()
        if report is not None:
            consolidation.assemble(actor=officer, report=report)
