from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import sessions, sessions_after, sessions_new, sessions_phone, sessions_sheet, sessions_sign

urlpatterns: list[URLPattern | URLResolver] = [
    path("", sessions.session_list, name="sessions"),
    path("new/", sessions_new.new_session, name="new_session"),
    path("phone/", sessions_phone.phone, name="session_phone"),
    path("phone/<uuid:code>/photo/", sessions_phone.photo, name="session_phone_photo"),
    path("sign/<str:code>/", sessions_sign.sign, name="sign_session"),
    path("<int:pk>/", sessions.session, name="session"),
    path("<int:pk>/sheet.pdf", sessions_sheet.sheet, name="session_sheet"),
    path("<int:pk>/close/", sessions.close, name="close_session"),
    path("<int:pk>/void/", sessions.void, name="void_session"),
    path("<int:pk>/photo/", sessions.photo, name="session_photo"),
    path("<int:pk>/add/", sessions_after.add, name="add_attendee"),
    path("<int:pk>/people/<int:person>/", sessions_after.correct, name="correct_attendance"),
]
