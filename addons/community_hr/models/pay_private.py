from odoo import api, models
from odoo.fields import Domain


class PayPrivate(models.AbstractModel):
    """The one way to the personal files of the staff (人员信息调阅).

    Bank accounts and ID numbers stay in the private files. Who wants them for a bank
    or an authority gets the files he may read, and logs what he takes from them.
    """

    _name = "pay.private"
    _description = "Personal Files of Staff"

    @api.model
    def _find_files(self, area, employees):
        """Return the files on employees in an area and below, one of each person:
        one with a bank account, where several areas keep one.
        """
        files = self.env["community.person.private"]
        files.check_access("read")
        found = files.search(
            Domain("area_id", "child_of", area.id)
            & Domain("partner_id", "in", employees.work_contact_id.ids),
            order="id",
        )
        # Which of them has an account is no secret that leaves here.
        known = found.sudo().sorted(lambda file: not file.bank_account)
        first = {}
        for file in known:
            first.setdefault(file.partner_id.id, file.id)
        return files.browse(first.values())
