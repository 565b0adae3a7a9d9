"""Log lines as JSON, without personal data."""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime

from .clock import SHANGHAI
from .rules.masking import masked_log

_OPENS = re.compile(r"(/my-case/|/me/follows/stop/)[^/\s?#\"'<>]+")
"""Addresses of which a part is a key: Django writes the path of every answer of 400 and above."""


def _clean(text: str) -> str:
    return masked_log(_OPENS.sub(r"\1[链接]", text))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the trace of an exception; phones, IDs and links that
    open something taken out."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, tz=SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _clean(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = _clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
