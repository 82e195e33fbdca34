"""Arithmetic and formats in plain Python: nothing in here imports Odoo.

Messages for people are not written here. Functions answer with codes and
parameters; the models and wizards word them with ``self.env._``.
"""
