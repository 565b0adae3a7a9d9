from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """All wiring in one place."""
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from portal.services import outbox

        from . import signals

        outbox.changes_recorded.connect(signals.changes_recorded, dispatch_uid="search.drain")
        for moved in (page_unpublished, post_page_move):
            moved.connect(signals.page_changed, dispatch_uid="search.page_changed")
        for settled in (page_published, page_unpublished):
            settled.connect(signals.law_page_changed, dispatch_uid="search.law_page_changed")
        for model in signals.WATCHED:
            post_save.connect(signals.row_changed, sender=model, dispatch_uid=f"search.{model.__name__}.saved")
            post_delete.connect(signals.row_changed, sender=model, dispatch_uid=f"search.{model.__name__}.deleted")
