"""Two entries are posted at once: no number of a voucher is lost or given twice.

On real connections that really commit: what these tests leave is removed by hand.
"""

import threading
from contextlib import contextmanager
from datetime import date

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

WORD = "并发"
MONTH = date(2025, 1, 1)


@tagged("post_install", "-at_install")
class TestVouchersAtOnce(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls.remove_everything)

    @classmethod
    def remove_everything(cls):
        with cls.commits() as env:
            env.cr.execute(
                "DELETE FROM l10n_cn_voucher_series WHERE word LIKE %s", [f"{WORD}%"]
            )

    @classmethod
    @contextmanager
    def commits(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def take(self, env, word, count=1):
        company = env.ref("base.main_company")
        return env["l10n_cn.voucher.series"]._take(company, word, MONTH, count)[1] + 1

    def meet(self, word):
        """Somebody takes a number while we hold one; return how that ended."""
        ended, begun = [], threading.Event()

        def second():
            try:
                with mute_logger("odoo.sql_db"), self.commits() as env:
                    env.cr.execute("SELECT 1")
                    begun.set()
                    ended.append(self.take(env, word))
            except SerializationFailure as failure:
                ended.append(type(failure))

        with self.commits() as env:
            first = self.take(env, word)
            other = threading.Thread(target=second)
            other.start()
            begun.wait(10)
        other.join(30)
        return first, ended

    def test_the_second_has_to_try_again_and_gets_the_next(self):
        for existing in (False, True):
            word = f"{WORD}{existing}"
            if existing:
                with self.commits() as env:
                    self.assertEqual(self.take(env, word, 3), 1)
            first, ended = self.meet(word)
            self.assertEqual(ended, [SerializationFailure])
            with self.commits() as env:
                self.assertEqual(self.take(env, word), first + 1)

    def test_who_takes_it_back_leaves_no_gap(self):
        word = f"{WORD}回"
        with self.commits() as env:
            self.take(env, word)
            env.cr.rollback()
        with self.commits() as env:
            self.assertEqual(self.take(env, word), 1)
