from django.urls import path

from . import exports, feed, report_views, saved_views, views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("suggest/", views.suggest, name="suggest"),
    path("feed/", feed.feed, name="feed"),
    path("export/", exports.export, name="export"),
    path("export/<slug:form>/", exports.table, name="export_table"),
    path("report/", report_views.report, name="report"),
    path("saved/", saved_views.saved_list, name="saved"),
    path("saved/new/", saved_views.new, name="save_search"),
    path("saved/<int:pk>/", saved_views.saved, name="saved_search"),
    path("saved/<int:pk>/change/", saved_views.change, name="change_saved"),
    path("saved/<int:pk>/pause/", saved_views.pause, name="pause_saved"),
    path("saved/<int:pk>/delete/", saved_views.delete, name="delete_saved"),
]
