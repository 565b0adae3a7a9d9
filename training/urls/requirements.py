from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from .. import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.learn, name="learn"),
    path("people/<int:person_id>/", views.duties_of, name="duties_of"),
    path("matrix/", views.matrix_projects, name="matrix_projects"),
    path("matrix/<int:project_id>/", views.project_matrix, name="matrix"),
    path("matrix/<int:project_id>/export/", views.export_matrix, name="export_matrix"),
    path("events/<int:project_id>/", views.training_events, name="training_events"),
    path("plans/<int:project_id>/", views.plans, name="plans"),
    path("plans/<int:project_id>/<int:year>/<int:month>/", views.plan, name="plan"),
    path("plans/<int:project_id>/<int:year>/<int:month>/agree/", views.agree_plan, name="agree_plan"),
    path("plans/items/<int:item_id>/remove/", views.remove_plan_item, name="remove_plan_item"),
]
