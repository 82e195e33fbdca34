from odoo import fields

from .kernel.pinyin import search_term

PARTIAL = frozenset({"like", "ilike", "not like", "not ilike"})


class Pinyin(fields.Char):
    """A column of search keys (拼音检索) that is searched as people type pinyin.

    "Zhang Wei", "xi'an" and "ＺＷ" find what is filed as ``zhangwei``, ``xian`` and
    ``zw``: by name_search, in search views and through many2ones alike.
    """

    def condition_to_sql(self, field_expr, operator, value, *args):
        term = self._to_term(operator, value)
        return super().condition_to_sql(field_expr, operator, term, *args)

    def filter_function(self, records, field_expr, operator, value):
        term = self._to_term(operator, value)
        return super().filter_function(records, field_expr, operator, term)

    @staticmethod
    def _to_term(operator, value):
        """Return the value as keys are written; what is no pinyin is left alone."""
        if operator in PARTIAL and isinstance(value, str):
            return search_term(value) or value
        return value
