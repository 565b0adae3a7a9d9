from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from training.views import exams, exams_answers, exams_list, exams_officers, exams_printed, exams_result, exams_room

urlpatterns: list[URLPattern | URLResolver] = [
    path("", exams_list.exam_list, name="exams"),
    path("now/", exams_answers.now, name="exam_now"),
    path("a/<uuid:code>/", exams.overview, name="exam"),
    path("a/<uuid:code>/answers", exams_answers.answers, name="exam_answers"),
    path("a/<uuid:code>/paper/", exams.paper, name="exam_paper"),
    path("a/<uuid:code>/result/", exams_result.result, name="exam_result"),
    path("a/<uuid:code>/<int:n>/", exams.question, name="exam_question"),
    path("attempts/", exams_officers.attempt_list, name="exam_attempts"),
    path("attempts/<uuid:code>/void/", exams_officers.void, name="exam_void"),
    path("late/", exams_officers.late_list, name="exam_late"),
    path("late/<uuid:code>/", exams_officers.late, name="exam_late_one"),
    path("extra-time/<int:pk>/", exams_officers.extra_time, name="exam_extra_time"),
    path("supervise/", exams_room.supervise, name="exam_supervise"),
    path("printed/", exams_printed.printed_papers, name="printed_papers"),
    path("printed/new/", exams_printed.print_papers, name="print_papers"),
    path("printed/<uuid:code>/", exams_printed.enter, name="enter_printed"),
    path("printed/<uuid:code>/sheet.pdf", exams_printed.sheet, name="printed_sheet"),
    path("room/", exams_room.room, name="exam_room"),
    path("room/<int:number>/", exams_room.seat, name="exam_seat"),
    path("room/leave/", exams_room.leave, name="exam_leave"),
    path("room/close/", exams_room.close_room, name="exam_close_room"),
    path("<slug:code>/start/", exams.start, name="exam_start"),
]
