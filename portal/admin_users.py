"""Wagtail's user pages for people who have one name."""

from wagtail.users.views.users import UserViewSet


class PersonViewSet(UserViewSet):
    pass
