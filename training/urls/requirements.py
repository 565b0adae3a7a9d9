from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import learn, matrix, plans

urlpatterns: list[URLPattern | URLResolver] = [
    path("", learn.learn, name="learn"),
    path("people/<int:person_id>/", learn.duties_of, name="duties_of"),
    path("matrix/", matrix.matrix_projects, name="matrix_projects"),
    path("matrix/<int:project_id>/", matrix.project_matrix, name="matrix"),
    path("matrix/<int:project_id>/export/", matrix.export_matrix, name="export_matrix"),
    path("events/<int:project_id>/", plans.training_events, name="training_events"),
    path("plans/<int:project_id>/", plans.plans, name="plans"),
    path("plans/<int:project_id>/<int:year>/<int:month>/", plans.plan, name="plan"),
    path("plans/<int:project_id>/<int:year>/<int:month>/agree/", plans.agree_plan, name="agree_plan"),
    path("plans/items/<int:item_id>/remove/", plans.remove_plan_item, name="remove_plan_item"),
]
