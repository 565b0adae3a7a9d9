from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import cards, records, records_list

urlpatterns: list[URLPattern | URLResolver] = [
    path("learn/record/", records.own_record, name="own_record"),
    path("sessions/people/<int:person_id>/", records.record_of, name="record_of"),
    path("sessions/people/<int:person_id>/card.<slug:form>", cards.card, name="card"),
    path("sessions/records/", records_list.projects, name="records"),
    path("sessions/records/<int:project_id>/", records_list.project_records, name="project_records"),
    path("sessions/records/<int:project_id>/export/", records_list.export_records, name="export_records"),
    path("sessions/records/<int:project_id>/cards/", cards.project_cards, name="project_cards"),
    path("sessions/rows/<int:pk>/correct/", records.correct, name="correct_record"),
]
