"""Log lines carry no personal data."""

from __future__ import annotations

import json
import logging

from portal.logs import JsonFormatter


def line(message: str, *args: object, exc_info=None) -> dict[str, str]:
    record = logging.LogRecord("portal", logging.INFO, __file__, 1, message, args, exc_info)
    return json.loads(JsonFormatter().format(record))


def test_phones_and_documents_are_taken_out():
    assert line("sent to %s", "+8613800138000")["message"] == "sent to [电话]"
    assert "[证件号]" in line("document 11010519491231002X")["message"]


def test_a_trace_is_masked_too():
    try:
        raise ValueError("13800138000")
    except ValueError as error:
        found = line("failed", exc_info=(ValueError, error, error.__traceback__))
    assert "13800138000" not in found["trace"]
    assert "ValueError" in found["trace"]


def test_a_line_is_one_line():
    record = logging.LogRecord("portal", logging.INFO, __file__, 1, "a\nb", (), None)
    assert "\n" not in JsonFormatter().format(record)


def test_a_link_that_opens_something_is_not_written_down():
    for address in ("/my-case/abcde-fghij-klmno-pqrst/", "/me/follows/stop/abcdefghij/"):
        told = line("%s: %s", "Unprocessable Entity", address)["message"]
        assert "abcde" not in told
        assert "[链接]" in told
