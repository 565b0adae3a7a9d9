"""The broker made of files: whatever was being written when somebody looked or the power went, the worker goes on."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from portal import celery  # noqa: F401  (it names the transport)
from portal.broker import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    folders = {"data_folder_in": "in", "data_folder_out": "in", "processed_folder": "done", "control_folder": "control"}
    options = {name: str(tmp_path / folder) for name, folder in folders.items()}
    (tmp_path / "in").mkdir()
    (tmp_path / "done").mkdir()
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.channel()


def test_the_site_uses_it(channel):
    assert isinstance(channel, Channel)


def test_a_message_comes_as_it_was_put(channel):
    channel._put("celery", {"body": "工资"})
    assert channel._size("celery") == 1
    assert channel._get("celery") == {"body": "工资"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_file_cut_off_is_let_go_and_the_next_one_is_read(channel, tmp_path):
    (tmp_path / "in" / "0_a.celery.msg").write_bytes(b"")
    (tmp_path / "in" / "0_b.celery.msg").write_bytes(b'{"body": "\xe5')
    channel._put("celery", {"body": "whole"})
    assert channel._get("celery") == {"body": "whole"}
    assert not list((tmp_path / "in").iterdir())


def test_a_reader_beside_a_writer_sees_whole_messages_only(channel):
    count, seen = 400, []

    def write() -> None:
        for n in range(count):
            channel._put("celery", {"n": n, "long": "明白" * 20_000})

    writer = threading.Thread(target=write)
    writer.start()
    while len(seen) < count:
        try:
            seen.append(channel._get("celery")["n"])
        except Empty:
            assert writer.is_alive() or channel._size("celery") or len(seen) == count
    writer.join()
    assert sorted(seen) == list(range(count))


def test_a_table_cut_off_is_made_again(channel, tmp_path):
    channel._queue_bind("all", "", "", "one")
    (tmp_path / "control" / "all.exchange").write_bytes(b"")
    assert channel.get_table("all") == []
    channel._queue_bind("all", "", "", "one")
    channel._queue_bind("all", "", "", "two")
    channel._put_fanout("all", {"body": 1}, "")
    assert channel._get("one") == channel._get("two") == {"body": 1}
    channel._delete("one", "all", "", "")
    assert [row.queue for row in channel.get_table("all")] == ["two"]


def test_a_full_disk_leaves_no_part_behind(channel, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ChannelError):
        channel._put("celery", {"body": 1})
    assert not list((tmp_path / "in").iterdir())
