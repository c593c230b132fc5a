"""What the invented cases say. Every child, family and event here is made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Story:
    """One event: who reported it and how, what was reported, how far the work has come.

    `days`, `hour`: when it came in, before today. `until`: the state the case is walked to; empty: it stays a report.
    """

    road: str
    days: int
    hour: int
    event: str
    place: str
    until: str = ""
    danger: bool | None = False
    subject: str = "abused"
    kind: str = "abuse"
    child: dict[str, str] = field(default_factory=dict)
    informant: dict[str, str] = field(default_factory=dict)
    outside_id: str = ""
    secrecy: str = "ordinary"
    suspect: dict[str, Any] = field(default_factory=dict)


HOME = (
    Story("hotline", 0, -2, "Người gọi nghe tiếng trẻ khóc và tiếng đánh liên tục từ tối; sáng nay thấy cháu có vết bầm ở tay.",
          "Cạnh nhà văn hóa bản", danger=True, outside_id="111-2026-51877",
          child={"child_name": "Lò Thị Mơ", "child_age": "9", "child_sex": "female"},
          informant={"name": "Quàng Thị Đôi", "phone": "0912000111", "relation": "Hàng xóm", "secret": "yes"}),
    Story("school", 1, 10, "Cô giáo thấy học sinh nghỉ học ba buổi, khi đến lớp có vẻ sợ hãi và xin không về nhà.",
          "Trường Tiểu học số 1", danger=False, subject="violence",
          child={"child_name": "Giàng A Súa", "child_age": "8", "child_sex": "male"},
          informant={"name": "Nguyễn Thị Hạnh", "phone": "0912000222", "relation": "Giáo viên chủ nhiệm"}),
    Story("collaborator", 2, 16, "Hai anh em ở với ông nội đã già, cha mẹ đi làm xa chưa gửi tiền về hai tháng nay.",
          "Cuối bản, gần suối", danger=False, subject="abandonment", child={"child_name": "Cà Văn Dũng", "child_age": "6"}),
    Story("walk_in", 6, 8, "Bà ngoại đưa cháu đến, nói cháu bị cha dượng đánh nhiều lần khi say rượu.", "Tại nhà, bản trên",
          until="approving", child={"child_name": "Lường Thị Én", "child_birth": "2016-04", "child_sex": "female"},
          informant={"name": "Lường Thị Pâng", "relation": "Bà ngoại"},
          suspect={"name": "Cha dượng của trẻ", "relation": "family", "sanction": "handling"}),
    Story("clinic", 40, 21, "Trẻ được đưa vào trạm lúc 21 giờ với gãy tay, lời kể của người đi cùng không khớp với vết thương.",
          "Trạm Y tế", until="serving", danger=True,
          child={"child_name": "Tòng Văn Khánh", "child_birth": "2018-09-12", "child_sex": "male"},
          suspect={"name": "Cha của trẻ", "relation": "family", "sanction": "sanctioned"}),
    Story("police", 150, 9, "Trong lúc xử lý việc gây rối, công an xã phát hiện một trẻ làm việc ban đêm ở quán.", "Đường vào chợ",
          until="closed", subject="exploitation", kind="labour",
          child={"child_name": "Vừ A Chá", "child_birth": "2012-02-20", "child_sex": "male"}),
    Story("phone", 75, 15, "Người gọi không nói tên, báo có trẻ bị bỏ đói; đến nơi thấy trẻ khỏe, gia đình chăm sóc đủ.",
          "Bản dưới", until="unfounded", danger=None, subject="abandonment"),
)  # fmt: skip

ELSEWHERE = (
    Story("school", 12, 10, "Học sinh lớp 7 bị một nhóm bạn quay phim làm nhục và đưa lên mạng.", "Trường THCS", until="planning",
          kind="online", child={"child_name": "Đỗ Ngọc Anh", "child_birth": "2013-05-03", "child_sex": "female"}),
    Story("police", 3, 20, "Phát hiện hai trẻ đi lạc, chưa rõ cha mẹ ở đâu.", "Bến xe", until="assessing", danger=None,
          subject="special", child={"child_age": "5"}),
    Story("hotline", 25, 13, "Trẻ kể với bạn là bị người quen của gia đình sờ vào người.", "Không rõ", until="specific",
          outside_id="111-2026-50912", secrecy="sexual_abuse",
          child={"child_name": "Bùi Thu Hà", "child_birth": "2014-11", "child_sex": "female"}),
    Story("collaborator", 60, 7, "Trẻ bị đuối nước được cứu; nhà không có người trông vào mùa rẫy.", "Ao cạnh nhà", until="serving",
          kind="injury", subject="special", child={"child_name": "Mùa A Páo", "child_birth": "2020-01-15", "child_sex": "male"}),
)  # fmt: skip

CHECKED: dict[str, Any] = {
    "with_whom": ["police", "hamlet"], "how": ["visit", "met_child", "met_family"], "truth": "true_act",
    "truth_words": "Lời trẻ kể, lời hàng xóm và vết thương khớp nhau.", "state": "Trẻ sợ về nhà, cần người lớn ở cùng.",
    "danger": "medium", "done_at_once": "Đã gửi trẻ ở nhà người thân trong lúc xác minh.",
}  # fmt: skip
NOT_SO: dict[str, Any] = {
    "how": ["visit", "met_family"], "truth": "unfounded", "truth_words": "Trẻ khỏe, được chăm sóc đủ; hàng xóm xác nhận.",
}  # fmt: skip
FIRST: dict[str, Any] = {
    "harm": 2, "harm_continue": 2, "harm_note": "", "protect_self": 0, "receive_support": 1,
    "conclusion": "Tổn hại ở mức cao, khả năng tự bảo vệ thấp.", "emergency_needed": True,
}  # fmt: skip
SECOND: dict[str, Any] = {
    "s_condition": "Ăn ngủ được, còn giật mình; vết bầm đang lành.", "s_family": "Mẹ thương con, phụ thuộc kinh tế vào chồng.",
    "s_factors": "Người gây hại uống rượu thường xuyên, ở cùng nhà.", "s_learning": "Học khá, muốn được đến lớp đều.",
    "s_community": "Trưởng bản và chi hội phụ nữ sẵn sàng giúp.", "harm": 1, "access": 2, "dev": 1, "obstacle": 1, "no_guardian": 1,
    "protect_self": 1, "know_guard": 1, "relation": 2, "rely": 1, "others": 2,
    "conclusion": "Cần kế hoạch hỗ trợ ít nhất ba tháng.",
    "problems": "An toàn khi ở nhà; tâm lý; đi học đều.", "needs": ["medical", "psychology", "education"],
    "child_wish": "Muốn ở với bà ngoại và được đi học.", "carer_harms": False, "family_wish": "Mẹ mong con được an toàn.",
}  # fmt: skip
MET: dict[str, Any] = {
    "held_in": "Trụ sở UBND xã", "members": [
        {"name": "Đại diện Công an xã", "title": "Công an viên", "side": "agency"},
        {"name": "Đại diện Trạm Y tế", "title": "Y sĩ", "side": "agency"},
        {"name": "Trưởng bản", "title": "Trưởng bản", "side": "area"},
        {"name": "Mẹ của trẻ", "title": "Mẹ", "side": "parent"},
    ],
    "opinions": "Các bên thống nhất cần theo dõi sát, hỗ trợ tâm lý và đưa trẻ trở lại trường.",
    "measures": ["49_2_b", "50_2_a", "50_2_d", "50_2_h"], "conclusion": "Lập kế hoạch ba tháng, phân công rõ từng cơ quan.",
}  # fmt: skip
REVIEWED: dict[str, Any] = {
    "harm": 0, "access": 0, "obstacle": 0, "protect_self": 2, "know_guard": 2, "others": 2,
    "conclusion": "Trẻ an toàn, đi học đều, ổn định tâm lý.", "propose": "end",
}  # fmt: skip
GOAL = {
    "goal": "Trẻ được an toàn, ổn định tâm lý và đi học đều.", "monitoring": "Thăm gia đình hai tuần một lần.",
    "organisation": "Cán bộ trẻ em xã đầu mối; công an, trạm y tế, nhà trường phối hợp.",
}  # fmt: skip
# (service, group, kind of agency, provider without an account, days, cost in đồng)
LINES = (
    ("Khám sức khỏe, điều trị vết thương", "health", "health_station", "", 20, 1_500_000),
    ("Nhắc nhở, theo dõi người gây hại", "protection", "police", "", 60, None),
    ("Phụ đạo, bố trí bạn đi học cùng", "education", "school", "Trường Tiểu học số 1", 60, 600_000),
)
# (kind on the emergency card, whose number, number): none of them rings anywhere.
NUMBERS = (
    ("police", "Trực ban Công an xã", "0215 300 0113"),
    ("clinic", "Trạm Y tế xã", "0215 300 0115"),
    ("officer", "Cán bộ trẻ em xã", "0215 300 0111"),
)
