"""What needs requirements-scale.txt is left out where that is not installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("milvus_lite") else ["test_milvus.py"]
