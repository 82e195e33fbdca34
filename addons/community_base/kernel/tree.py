"""Totals over a tree whose nodes know their path, as ``parent_path`` does."""

from collections import Counter


def roll_up(counts, paths):
    """Add what was counted at each node to every node above it.

    :param counts: ``{node id: number}``
    :param paths: ``{node id: "1/5/9/"}``, from the root to the node itself
    :return: ``Counter`` of node id: the number at or under it

    >>> totals = roll_up({5: 2, 9: 3}, {5: "1/5/", 9: "1/5/9/"})
    >>> totals[1], totals[5], totals[9], totals[7]
    (5, 5, 3, 0)
    """
    totals = Counter()
    for node, number in counts.items():
        for above in paths[node].split("/"):
            if above:
                totals[int(above)] += number
    return totals


def topmost(paths):
    """Return the ids that have no other of the given nodes above them.

    >>> topmost({1: "1/", 5: "1/5/", 8: "3/8/"})
    [1, 8]
    """
    return [
        node
        for node, path in paths.items()
        if not any(int(above) in paths for above in path.split("/")[:-2])
    ]
