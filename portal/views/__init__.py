"""Pages of the floor everyone stands on."""

from .errors import csrf_failure, locked_out
from .files import private_file
from .health import healthz, readyz
from .jobs import cancel, job, progress
from .me import me, own_password, own_pin
from .media import media
from .messages import failed, inbox, message, read_all, retry
from .sign_in import choose_person, confirm_code, request_code, sign_in
from .size import size

__all__ = [
    "cancel",
    "choose_person",
    "confirm_code",
    "csrf_failure",
    "failed",
    "healthz",
    "inbox",
    "job",
    "locked_out",
    "me",
    "media",
    "message",
    "own_password",
    "own_pin",
    "private_file",
    "progress",
    "read_all",
    "readyz",
    "request_code",
    "retry",
    "sign_in",
    "size",
]
