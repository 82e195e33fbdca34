from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from odoo.addons.community_base.models.community_matter import EDITABLE

from ..kernel import uploads

FIELDS = ("name", "amount", "months", "acreage")
FILES_AT_MOST = 10
MEGABYTE = 1024 * 1024


class CommunityMatterPortal(models.Model):
    """A cooperative's matters for those who sit in its organs (报审).

    Nobody on the portal has access to the model itself. Each of these methods asks for
    the seat, does one thing and nothing else; none of them can be called over RPC.
    """

    # What the portal may call reads apart from what staff do.
    _inherit = "community.matter"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_for_portal(self, matter_id, right="read"):
        """Return a matter of a cooperative that the person has a right on."""
        matter = self.sudo().browse(matter_id).exists()
        if not matter.cooperative_id:
            raise MissingError(self.env._("There is no such page."))
        self.env["coop.cooperative"]._get_for_portal(matter.cooperative_id.id, right)
        return matter

    def _check_portal(self, right):
        for matter in self:
            self._get_for_portal(matter.id, right)
        return self.sudo()

    @api.model
    def _portal_create(self, cooperative_id, item_id, vals):
        """Begin a draft from an item of the list."""
        cooperatives = self.env["coop.cooperative"]
        cooperative = cooperatives._get_for_portal(cooperative_id, "prepare")
        item = self.env["coop.supervision.item"].sudo().browse(item_id).exists()
        return self.sudo().create(
            {
                "name": item.with_context(lang=self.env.lang).name,
                **self._prepare_portal_vals(cooperative, vals),
                "class_id": item.class_id.id,
                "cooperative_id": cooperative.id,
                "area_id": cooperative.area_id.id,
                "origin": "cadres",
                "proposer": cooperative.name,
            }
        )

    def _portal_save(self, vals):
        """Change a draft; which item it falls under follows from its size."""
        matter = self._check_portal("prepare")
        matter.write(self._prepare_portal_vals(matter.cooperative_id, vals))

    @api.model
    def _prepare_portal_vals(self, cooperative, vals):
        """Return what was typed as values; nothing else gets in."""
        values = {name: vals[name] for name in FIELDS if name in vals}
        if "name" in values and not (values["name"] or "").strip():
            raise UserError(self.env._("Give the matter a subject."))
        if "description" in vals:
            values["description"] = plaintext2html(vals["description"] or "")
        if "counterparty" in vals:
            partner = self._find_counterparty(
                cooperative,
                (vals["counterparty"] or "").strip(),
                (vals.get("credit_code") or "").strip().upper(),
            )
            values["counterparty_id"] = partner.id
        return values

    @api.model
    def _find_counterparty(self, cooperative, name, code):
        """Return the firm on the other side; one of the same code is the same firm."""
        partners = self.env["res.partner"].sudo()
        if not name:
            return partners
        if code:
            known = partners.search([("company_registry", "=", code)], limit=1)
        else:
            matters = self.sudo().search(
                Domain("cooperative_id", "=", cooperative.id)
                & Domain("counterparty_id.name", "=", name),
                limit=1,
            )
            known = matters.counterparty_id
        return known or partners.create(
            {"name": name, "company_registry": code or False, "is_company": True}
        )

    def _portal_attach(self, paper_id, files):
        """Add files, as (name, content), to a paper of a draft."""
        matter = self._check_portal("prepare")
        paper = matter.paper_ids.filtered(lambda paper: paper.id == paper_id)
        if not paper:
            raise MissingError(self.env._("There is no such page."))
        self._check_files(files, len(paper.attachment_ids))
        matter._check_editable_on_portal()
        attachments = self._make_files(files)
        paper.attachment_ids |= attachments
        return attachments

    def _portal_detach(self, paper_id, attachment_id):
        """Take a file off a paper of a draft."""
        matter = self._check_portal("prepare")
        matter._check_editable_on_portal()
        paper = matter.paper_ids.filtered(lambda paper: paper.id == paper_id)
        file = paper.attachment_ids.filtered(lambda file: file.id == attachment_id)
        paper.attachment_ids -= file
        file.unlink()

    def _check_editable_on_portal(self):
        if self.state not in EDITABLE:
            raise UserError(
                self.env._(
                    "“%s” is in procedure: its papers stay as they were submitted.",
                    self.name,
                )
            )

    @api.model
    def _check_files(self, files, present=0):
        """Refuse wrong kinds, too many or too large, and what is not what it says."""
        parameters = self.env["ir.config_parameter"].sudo()
        size = int(parameters.get_param("collective_economy.upload_megabytes") or 20)
        if not files:
            raise UserError(self.env._("Choose a file first."))
        if present + len(files) > FILES_AT_MOST:
            raise UserError(self.env._("A paper has %s files at most.", FILES_AT_MOST))
        problems = {
            "kind": self.env._(
                "Files of these kinds can be handed in: %s.",
                "、".join(sorted(uploads.SIGNATURES)),
            ),
            "empty": self.env._("The file is empty."),
            "size": self.env._("A file has %s MB at most.", size),
            "content": self.env._("The file is not what its name says."),
        }
        for name, content in files:
            problem = uploads.check(name, content, size * MEGABYTE)
            if problem:
                raise UserError("：".join((name, problems[problem])))

    @api.model
    def _make_files(self, files):
        attachments = self.env["ir.attachment"].sudo()
        return attachments.create(
            [{"name": name, "raw": content} for name, content in files]
        )

    def _portal_submit(self):
        """Submit for review (报审)."""
        self._check_portal("submit").action_submit()

    def _portal_withdraw(self, reason):
        """Take the matter back (撤回)."""
        self._check_portal("submit").action_withdraw((reason or "").strip())

    def _portal_discard(self):
        """Throw away a draft that was never submitted."""
        self._check_portal("prepare").unlink()

    def _portal_comment(self, text, files=()):
        """Say something about the matter to those who work on it (留言)."""
        matter = self._check_portal("prepare")
        if not (text or "").strip():
            raise UserError(self.env._("Write something first."))
        if files:
            self._check_files(files)
        return matter.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
            attachment_ids=self._make_files(files).ids,
        )

    def _get_portal_messages(self):
        """Return what was said, without the notes of the office."""
        return self.sudo().message_ids.filtered(
            lambda message: (
                message.message_type == "comment" and not message.subtype_id.internal
            )
        )

    def _get_portal_files(self):
        """Return the files that the page shows."""
        matter = self.sudo()
        return (
            matter.paper_ids.attachment_ids
            | matter._get_portal_messages().attachment_ids
            | matter.step_ids.evidence_ids
        )

    def _get_returned_reason(self):
        """Return why the matter was returned last, and by whom (退回原因)."""
        rows = self.sudo().trail_ids.filtered(lambda row: row.event == "returned")
        return rows.sorted("id")[-1:]
