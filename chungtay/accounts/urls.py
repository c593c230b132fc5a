"""/tai-khoan/: the person's own account, post and session. /quan-tri/: the administrator's screens."""

from django.urls import include, path

from chungtay.accounts.views import access, agencies, exchange, people, profile, session

app_name = "accounts"

own = [
    path("", profile.profile, name="profile"),
    path("chuc-vu/", session.choose_post, name="choose_post"),
    path("mo-khoa/", session.locked, name="locked"),
    path("gui-tiep/", session.send_again, name="send_again"),
    path("gui-tiep/bo/", session.drop_held, name="drop_held"),
    path("can-ma-xac-thuc/", session.second_factor_needed, name="second_factor_needed"),
    path("dang-xuat-moi-noi/", profile.sign_out_everywhere, name="sign_out_everywhere"),
    path("uy-quyen/", profile.delegations, name="delegations"),
    path("uy-quyen/<int:pk>/thu-hoi/", profile.revoke_delegation, name="revoke_delegation"),
]

administration = [
    path("", people.people, name="people"),
    path("tai-khoan/them/", people.add_person, name="add_person"),
    path("tai-khoan/nhap/", exchange.import_people, name="import_people"),
    path("tai-khoan/nhap/tao/", exchange.confirm_import, name="confirm_import"),
    path("tai-khoan/nhap/bo/", exchange.drop_import, name="drop_import"),
    path("tai-khoan/nhap/mat-khau/", exchange.imported, name="imported"),
    path("tai-khoan/nhap/mau.xlsx", exchange.template, name="import_template"),
    path("tai-khoan/danh-sach.xlsx", exchange.export_people, name="export_people"),
    path("tai-khoan/<int:pk>/", people.person, name="person"),
    path("tai-khoan/<int:pk>/sua/", people.change_person, name="change_person"),
    path("tai-khoan/<int:pk>/ngung/", people.disable_person, name="disable_person"),
    path("tai-khoan/<int:pk>/mo-lai/", people.enable_person, name="enable_person"),
    path("tai-khoan/<int:pk>/mo-khoa/", people.unlock_person, name="unlock_person"),
    path("tai-khoan/<int:pk>/mat-khau/", people.reset_password, name="reset_password"),
    path("tai-khoan/<int:pk>/mat-khau/xem/", people.one_time_password, name="one_time_password"),
    path("tai-khoan/<int:pk>/ma-xac-thuc/", people.reset_second_factor, name="reset_second_factor"),
    path("tai-khoan/<int:pk>/chuc-vu/", people.give_post, name="give_post"),
    path("tai-khoan/<int:pk>/uy-quyen/", people.delegate_for, name="delegate_for"),
    path("chuc-vu/<int:pk>/ket-thuc/", people.end_post, name="end_post"),
    path("uy-quyen/<int:pk>/thu-hoi/", people.revoke_for, name="revoke_for"),
    path("co-quan/", agencies.agencies, name="agencies"),
    path("co-quan/them/", agencies.add_agency, name="add_agency"),
    path("co-quan/<int:pk>/", agencies.agency, name="agency"),
    path("co-quan/<int:pk>/ten/", agencies.rename_agency, name="rename_agency"),
    path("co-quan/<int:pk>/ket-thuc/", agencies.end_agency, name="end_agency"),
    path("phan-quyen/", access.access_matrix, name="matrix"),
    path("phan-quyen/bang.xlsx", access.access_matrix_file, name="matrix_file"),
    path("vai-tro/", access.role_settings, name="role_settings"),
    path("vai-tro/ma-xac-thuc/", access.set_second_factor, name="set_second_factor"),
    path("nhat-ky/", access.audit_trail, name="audit_trail"),
    path("nhat-ky/kiem-tra/", access.verify_audit, name="verify_audit"),
]

urlpatterns = [path("tai-khoan/", include(own)), path("quan-tri/", include(administration))]
