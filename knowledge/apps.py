from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = "法规与知识"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import law_desk  # noqa: F401 — panels
