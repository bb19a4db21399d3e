"""Where the work of a build is done: in this process, or on the workers of a Ray cluster.

What a build does to papers is the same everywhere (`work`). On a cluster, `workers` read, cut and embed what `gather`
sends them, a `checkpoint` beside the index keeps what comes back, and the build then goes on from there (`recall`).
"""
