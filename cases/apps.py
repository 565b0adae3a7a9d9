from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "案件"
    default_auto_field = "django.db.models.BigAutoField"
