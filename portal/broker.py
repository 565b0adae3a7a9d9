"""The broker made of files, safe to be stopped at any moment: what is read is whole.

kombu writes a message and the table of a queue in place, so that a reader may meet an empty file; and after a power
cut such a file may stay. It stopped the worker for good. Here a file gets its name when it is whole, and one that
cannot be read is let go: whatever must happen later is a row of the database, swept until done.
"""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages and tables of files that are never seen half-written."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                logger.warning("a message of %s could not be read and was let go", queue)

    def get_table(self, exchange: str) -> list[Any]:
        try:
            return list(super().get_table(exchange))
        except ValueError:
            logger.warning("the table of %s could not be read; it is made again", exchange)
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if row not in table:
            self._keep_table(exchange, [row, *table])

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any) -> None:
        virtual.Channel._delete(self, queue, exchange, routing_key, pattern, *args, **kwargs)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if row in table:
            self._keep_table(exchange, [one for one in table if one != row])

    def _keep_table(self, exchange: str, table: list[Any]) -> None:
        self.control_folder.mkdir(exist_ok=True)
        _write(self._exchange_file(exchange), table)


class Transport(filesystem.Transport):
    """`filesystem://` of this site."""

    Channel = Channel


def _write(file: Path, payload: Any) -> None:
    """The whole file under its name, or none. Raises ChannelError."""
    part = file.with_name(f"{file.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_text(dumps(payload), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ChannelError(f"Cannot write {file}") from error
