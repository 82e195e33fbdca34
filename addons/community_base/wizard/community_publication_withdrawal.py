from odoo import api, fields, models


class CommunityPublicationWithdrawal(models.TransientModel):
    """Takes a page down with the reason and posts it anew (撤下重新公示)."""

    _name = "community.publication.withdrawal"
    _description = "Withdraw a Publication"

    publication_id = fields.Many2one("community.publication", required=True)
    reason = fields.Char(required=True)
    name = fields.Char("Title of the Replacement", required=True)
    body = fields.Html("Text of the Replacement")

    @api.onchange("publication_id")
    def _onchange_publication(self):
        self.name = self.publication_id.name
        self.body = self.publication_id.body

    def action_apply(self):
        self.ensure_one()
        return self.publication_id.action_withdraw(
            self.reason, name=self.name, body=self.body
        )
