"""The desk of training: pages as everywhere in the admin, with a menu of its own."""

from portal.desk import DeskView, DeskViewSet, put_beside

MENU = "register_training_menu_item"

__all__ = ["MENU", "DeskView", "DeskViewSet", "put_beside"]
