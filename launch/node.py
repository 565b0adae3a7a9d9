"""`./mingbai elasticsearch`: one node for a developer, until Ctrl-C."""

from __future__ import annotations

import argparse
import time

from . import groups, places
from .console import say
from .private_servers import PrivateServers
from .problems import Problem
from .processes import STOP

LOG = places.LOGS / "elasticsearch.log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password", default="", help="打开安全认证，用户是 elastic")


def node(options: argparse.Namespace) -> int:
    """Obtain the server if need be, start it, say how to use it, wait."""
    places.make_folders()
    STOP.listen()
    if missing := groups.provide(["elasticsearch"], LOG):
        raise Problem(f"Elasticsearch 没有启动：{missing['elasticsearch']}", code=1)
    with PrivateServers([]) as servers:
        found = servers.elasticsearch(options.password)
        say(f"Elasticsearch 在 {found.url}，数据只在这次运行里。另开一个窗口：")
        say(f"    MINGBAI_SEARCH_ENGINE=elasticsearch MINGBAI_ELASTICSEARCH_URL={found.url} ./mingbai start")
        while not STOP.requested:
            time.sleep(0.2)
    return 0
