"""People on site: projects and crews, entering, moving and ending workers, registering by a project's code."""

from .joining import (
    Typed,
    ask_to_join,
    ask_to_join_as,
    confirm_request,
    decline_request,
    expire_requests,
    join_project,
    renew_code,
    typed,
)
from .people import AlreadyKnown, add_worker, correct_worker, end_work, is_ours, move_worker
from .places import NOT_YOURS, create_crew, create_project, firms, named_firm
from .stays import amend, end, enter, move

__all__ = [
    "NOT_YOURS",
    "AlreadyKnown",
    "Typed",
    "add_worker",
    "amend",
    "ask_to_join",
    "ask_to_join_as",
    "confirm_request",
    "correct_worker",
    "create_crew",
    "create_project",
    "decline_request",
    "end",
    "end_work",
    "enter",
    "expire_requests",
    "firms",
    "is_ours",
    "join_project",
    "move",
    "move_worker",
    "named_firm",
    "renew_code",
    "typed",
]
