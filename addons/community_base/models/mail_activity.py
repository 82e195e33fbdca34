from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    community_step_id = fields.Many2one(
        "community.matter.step",
        "Reminds of the Step",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    _community_reminder_once = models.UniqueIndex(
        "(community_step_id, user_id) WHERE active AND community_step_id IS NOT NULL",
        "This person is reminded of this step already.",
    )
