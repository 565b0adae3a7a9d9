"""The place of training in the menu. Snippets join it by `menu_hook = desk.MENU`."""

from __future__ import annotations

from wagtail.admin.viewsets.base import ViewSetGroup

from .desk import MENU
from .papers import PaperViewSet
from .questions import QuestionViewSet


class TrainingGroup(ViewSetGroup):
    items = (QuestionViewSet, PaperViewSet)
    menu_icon = "openquote"
    menu_label = "培训"
    menu_name = "training"
    menu_order = 130
    submenu_hook = MENU
