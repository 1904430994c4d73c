"""Adds an archive by a cluster, as a process of its own: Ray sets many things for the process that it runs in.

    python -m tests.qa.nodes local ADDRESS ARCHIVE     on this machine; prints the report, and where it listened
    python -m tests.qa.nodes lose ADDRESS ARCHIVE      on two nodes, one of which is killed in the middle of its work
"""

import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from pathlib import Path

from embeddings.keyword import KeywordEncoder
from qa import distributed
from qa.place import open_store
from tests.qa.conftest import KEYWORDS

PATIENCE = 400  # seconds that anything may take
distributed.FILES, distributed.BYTES = 10, 2_000


class Stalling(KeywordEncoder):
    """On one node it stops for ever in the middle of a piece of work, once some of it is stored."""

    def __init__(self, folder, address):
        super().__init__(KEYWORDS)
        self.folder, self.address, self.texts = folder, address, []

    def encode_passages(self, texts):
        import ray

        self.texts += texts
        if len(self.texts) > 4 and ray.get_runtime_context().get_node_id() == (self.folder / "doomed").read_text():
            second = self.texts[1].splitlines()[-1]
            until(lambda: any(second in article.text for article in open_store(self.address).articles()))
            (self.folder / "stalled").touch()
            threading.Event().wait()
        return super().encode_passages(texts)


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def lose(address, archive):
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # these nodes too listen on 127.0.0.1
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - its name; else they wait for all other programs
    from ray.cluster_utils import Cluster

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        doomed = nodes.add_node(num_cpus=1)
        (folder / "doomed").write_text(doomed.node_id)
        lost = []

        def kill():
            until((folder / "stalled").exists)
            nodes.remove_node(doomed, allow_graceful=False)
            lost.append(doomed.node_id)

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        report = distributed.add(address, [archive], Stalling(folder, address), nodes.address)
        killer.join(PATIENCE)
        nodes.shutdown()
        print(json.dumps(asdict(report) | {"lost": lost}))


def local(address, archive):
    import psutil

    listens, dashboards = set(), set()

    def look(*_):
        import ray

        me = psutil.Process()
        for process in [me, *me.children(recursive=True)]:
            try:
                found = process.net_connections("inet")
            except psutil.Error:  # it has ended
                continue
            listens.update(one.laddr.ip.removeprefix("::ffff:") for one in found if one.status == psutil.CONN_LISTEN)
        dashboards.add(ray._private.worker.global_worker.node.webui_url or "")

    report = distributed.add(address, [archive], KeywordEncoder(KEYWORDS), progress=look)
    print(json.dumps(asdict(report) | {"listens": sorted(listens), "dashboards": sorted(dashboards),
                                       "told": os.environ["RAY_USAGE_STATS_ENABLED"]}))


if __name__ == "__main__":
    {"local": local, "lose": lose}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
