"""Addresses under /van-ban/; included by the app's urls (namespace `directives`)."""

from django.urls import path

from chungtay.directives.views import (
    documents,
    documents_intake,
    documents_issue,
    documents_relations,
    documents_review,
)

urlpatterns = [
    path("", documents.document_list, name="document_list"),
    path("nhan/", documents_intake.receive, name="document_receive"),
    path("nhan/<int:pk>/", documents_intake.outcome, name="document_intake"),
    path("nhan/<int:pk>/<slug:step>/", documents_intake.decide, name="document_intake_step"),
    path("<int:pk>/", documents.document, name="document"),
    path("<int:pk>/tep/", documents.original, name="document_file"),
    path("<int:pk>/so-do/", documents.graph, name="document_graph"),
    path("<int:pk>/buoc/<slug:step>/", documents.step, name="document_step"),
    path("<int:pk>/ra-soat/", documents_review.review, name="document_review"),
    path("<int:pk>/ra-soat/nhan-het/", documents_review.accept_sure, name="document_accept_sure"),
    path("<int:pk>/ra-soat/them/", documents_review.add, name="proposal_add"),
    path("<int:pk>/ra-soat/ten/", documents_review.name, name="document_agency_name"),
    path("<int:pk>/ra-soat/ke-tuc/", documents_review.successors, name="document_successors"),
    path("<int:pk>/ra-soat/bao-cao/", documents_issue.duty, name="document_duty"),
    path("<int:pk>/ra-soat/<int:proposal>/sua/", documents_review.edit, name="proposal_edit"),
    path("<int:pk>/ra-soat/<int:proposal>/tach/", documents_review.split, name="proposal_split"),
    path("<int:pk>/ra-soat/<int:proposal>/don-vi/", documents_review.agencies, name="proposal_agencies"),
    path("<int:pk>/ra-soat/<int:proposal>/<slug:step>/", documents_review.decide, name="proposal_step"),
    path("<int:pk>/giao/", documents_issue.summary, name="document_issue"),
    path("<int:pk>/giao/dien-nhanh/", documents_issue.fill, name="document_fill"),
    path("<int:pk>/quan-he/", documents_relations.add, name="link_add"),
    path("<int:pk>/quan-he/<int:link>/", documents_relations.confirm, name="link_confirm"),
    path("<int:pk>/quan-he/<int:link>/bo/", documents_relations.remove, name="link_remove"),
    path("<int:pk>/quan-he/<int:link>/tac-dong/", documents_relations.effects, name="link_effects"),
]
