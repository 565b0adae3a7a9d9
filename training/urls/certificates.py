from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import certificates as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("verify/", views.check, name="check_certificate"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("certificates/", views.my_certificates, name="my_certificates"),
    path("certificates/people/<int:person_id>/", views.certificates_of, name="certificates_of"),
    path("certificates/people/<int:person_id>/add/", views.add_outside, name="add_outside"),
    path("certificates/recorded/<int:certificate_id>/", views.outside_certificate, name="outside_certificate"),
    path("certificates/<slug:code>/", views.certificate, name="certificate"),
    path("certificates/<slug:code>/certificate.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<slug:code>/revoke/", views.revoke_certificate, name="revoke_certificate"),
    path("gate/", views.gate_search, name="gates"),
    path("gate/<int:project_id>/", views.gate_search, name="gate_search"),
    path("gate/<int:project_id>/<int:person_id>/", views.gate_person, name="gate"),
]
