"""Log lines as JSON, without personal data."""

from __future__ import annotations

import json
import logging
from datetime import datetime

from .clock import SHANGHAI
from .rules.masking import masked_log


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the trace of an exception; phones and IDs taken out."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, tz=SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked_log(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = masked_log(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
