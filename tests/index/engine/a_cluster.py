"""A program: a Ray cluster of three nodes on this machine, until its input ends. The first one does no work."""

import json
import os
import sys
from pathlib import Path


def run(folder: str) -> None:
    """Print the address and the process ids of the two that work. folder: where Ray keeps what it writes."""
    # Read when Ray is imported.
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER="0", RAY_AUTH_MODE="disabled")
    os.environ["RAY_TMPDIR"] = folder
    Path(folder, "ray").mkdir()

    from ray.cluster_utils import Cluster

    from index.engine.cluster import without_dashboard

    without_dashboard()
    # Else it takes a quarter of a minute until a node is missed.
    soon = {"health_check_initial_delay_ms": 500, "health_check_period_ms": 300, "health_check_failure_threshold": 3}
    common = {"node_ip_address": "127.0.0.1", "object_store_memory": 100_000_000, "temp_dir": folder}
    cluster = Cluster(True, head_node_args={**common, "num_cpus": 0, "_system_config": soon})
    nodes = [cluster.add_node(num_cpus=1, wait=False, **common) for _ in range(2)]
    cluster.wait_for_nodes()
    pids = [node.all_processes["raylet"][0].process.pid for node in nodes]
    print(json.dumps({"address": cluster.address, "nodes": pids}), flush=True)
    sys.stdin.read()
    cluster.shutdown()


if __name__ == "__main__":
    run(sys.argv[1])
