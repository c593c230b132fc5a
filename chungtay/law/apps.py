from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "chungtay.law"
    label = "law"
    verbose_name = "Luật"

    def ready(self) -> None:
        from chungtay.accounts import audit_words
        from chungtay.foundation import navigation
        from chungtay.law.policies import LawPermission

        audit_words.register(
            {
                "law.loaded": "Nạp văn bản pháp luật, danh mục, lịch",
                "law.form_loaded": "Nạp biểu mẫu",
                "agencies.stamp": "Đối chiếu danh sách cơ quan với luật",
            }
        )
        navigation.register(
            navigation.NavItem("Luật", "law:list", LawPermission.READ, "book-open", 70, navigation.LOOK_UP)
        )
