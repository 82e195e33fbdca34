import doctest
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.community_base.kernel import tree


def paths_of(parents):
    """Return the path of each node; node ``n`` hangs under one before it."""
    paths = {1: "1/"}
    for node, pick in enumerate(parents, 2):
        above = 1 + pick % (node - 1)
        paths[node] = f"{paths[above]}{node}/"
    return paths


class TestTree(TestCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(tree).failed)

    @given(st.lists(st.integers(0, 99), max_size=30), st.data())
    def test_the_root_has_everything(self, parents, data):
        paths = paths_of(parents)
        counts = data.draw(
            st.dictionaries(st.sampled_from(list(paths)), st.integers(0, 9))
        )
        totals = tree.roll_up(counts, paths)
        self.assertEqual(totals[1], sum(counts.values()))
        for node, path in paths.items():
            below = [other for other in paths if paths[other].startswith(path)]
            self.assertEqual(totals[node], sum(counts.get(n, 0) for n in below))

    @given(st.lists(st.integers(0, 99), max_size=30), st.data())
    def test_topmost_cover_all_and_never_each_other(self, parents, data):
        paths = paths_of(parents)
        chosen = data.draw(st.sets(st.sampled_from(list(paths))))
        top = tree.topmost({node: paths[node] for node in chosen})
        for node in chosen:
            above = [other for other in top if paths[node].startswith(paths[other])]
            self.assertEqual(len(above), 1)
