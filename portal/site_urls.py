"""Addresses of people on site."""

from django.urls import path

from . import views

urlpatterns = [
    path("sites/", views.site_list, name="sites"),
    path("sites/new/", views.new_site, name="new_site"),
    path("sites/<int:project>/", views.site, name="site"),
    path("sites/<int:project>/crews/new/", views.new_crew, name="new_crew"),
    path("sites/<int:project>/loose/", views.loose_people, name="loose_people"),
    path("sites/<int:project>/qr/", views.site_qr, name="site_qr"),
    path("sites/<int:project>/requests/", views.join_requests, name="join_requests"),
    path("sites/<int:project>/rosters/", views.roster_list, name="rosters"),
    path("sites/rosters/template/", views.roster_template, name="roster_template"),
    path("sites/rosters/<int:roster>/", views.roster, name="roster"),
    path("sites/rosters/<int:roster>/confirm/", views.confirm_roster, name="confirm_roster"),
    path("sites/rosters/<int:roster>/drop/", views.drop_roster, name="drop_roster"),
    path("sites/requests/<int:join_request>/", views.decide_join, name="decide_join"),
    path("sites/crews/<int:crew>/", views.site_crew, name="site_crew"),
    path("sites/crews/<int:crew>/add/", views.add_worker, name="add_worker"),
    path("sites/people/<int:membership>/", views.site_person, name="site_person"),
    path("sites/people/<int:membership>/move/", views.move_worker, name="move_worker"),
    path("sites/people/<int:membership>/end/", views.end_work, name="end_work"),
    path("sites/people/<int:membership>/correct/", views.correct_worker, name="correct_worker"),
    path("join/<str:code>/", views.join, name="join"),
]
