"""Pages of the floor everyone stands on."""

from .errors import csrf_failure, locked_out
from .files import private_file
from .health import healthz, readyz
from .jobs import cancel, job, progress
from .joining import decide_join, join, join_requests, site_qr
from .me import me, own_password, own_pin
from .media import media
from .messages import failed, inbox, message, message_choices, read_all, retry, retry_group
from .rosters import confirm_roster, drop_roster, roster, roster_list, roster_template
from .sign_in import choose_person, confirm_code, request_code, sign_in
from .site_people import add_worker, correct_worker, end_work, move_worker, site_person
from .sites import loose_people, new_crew, new_site, site, site_crew, site_list
from .size import size

__all__ = [
    "add_worker",
    "cancel",
    "choose_person",
    "confirm_code",
    "confirm_roster",
    "correct_worker",
    "csrf_failure",
    "decide_join",
    "drop_roster",
    "end_work",
    "failed",
    "healthz",
    "inbox",
    "job",
    "join",
    "join_requests",
    "locked_out",
    "loose_people",
    "me",
    "media",
    "message",
    "message_choices",
    "move_worker",
    "new_crew",
    "new_site",
    "own_password",
    "own_pin",
    "private_file",
    "progress",
    "read_all",
    "readyz",
    "request_code",
    "retry",
    "retry_group",
    "roster",
    "roster_list",
    "roster_template",
    "sign_in",
    "site",
    "site_crew",
    "site_list",
    "site_person",
    "site_qr",
    "size",
]
