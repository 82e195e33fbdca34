from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # "model,id" as text: a field of type Reference looks up each record by itself.
    community_due = fields.Char("Reminds of", readonly=True, index="btree_not_null")

    _community_reminder_once = models.UniqueIndex(
        "(community_due, user_id) WHERE active AND community_due IS NOT NULL",
        "This person is reminded of this already.",
    )
