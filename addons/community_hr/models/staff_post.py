from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.community_base.house import today

#: The two triggers that judge quotas, now or when the transaction ends.
JUDGE_NOW = "SET CONSTRAINTS staff_quota_version, staff_quota_employee IMMEDIATE"
JUDGE_LATER = "SET CONSTRAINTS staff_quota_version, staff_quota_employee DEFERRED"


class StaffPost(models.Model):
    """A post (岗位) of a unit, for as many people as its quota says (编制数).

    Who holds it stands in ``hr.version``. To put one more person on a post than its
    quota needs an exception that was decided (:class:`staff.quota.exception`): the
    database refuses anything else when a transaction ends, and puts two who fill the
    last place at once one after the other. A quota that is cut below the head count
    takes no post from anybody: nobody else comes until it fits again.
    """

    _name = "staff.post"
    _description = "Post"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "area_id, unit_id, class_sequence, sequence, id"
    _rec_names_search = ["name", "unit_id.name", "area_id.name"]

    # Whoever held the post was paid by its class: another class is another post.
    _fixed_fields = frozenset({"unit_id", "class_id"})

    name = fields.Char(required=True, tracking=True)
    unit_id = fields.Many2one(
        "staff.unit", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="unit_id.area_id", store=True, required=False)
    class_id = fields.Many2one(
        "staff.post.class", required=True, index=True, ondelete="restrict"
    )
    class_sequence = fields.Integer(
        "Order of the Class", related="class_id.sequence", store=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    quota = fields.Integer(
        required=True, default=1, tracking=True, help="People on this post (编制数)."
    )
    document = fields.Char(help="Document that sets the quota (核定编制文号).")
    duties = fields.Text(tracking=True)
    grade_from = fields.Integer("Lowest Grade", default=0, tracking=True)
    grade_to = fields.Integer("Highest Grade", default=0, tracking=True)
    certificate_kind_ids = fields.Many2many(
        "staff.certificate.kind", string="Certificates Needed"
    )
    training_hours = fields.Integer(
        default=0, help="Hours of training that it asks for a year."
    )
    exception_ids = fields.One2many(
        "staff.quota.exception", "post_id", "Exceptions from the Quota"
    )
    occupancy_ids = fields.One2many("staff.occupancy", "post_id", "Held by")
    headcount = fields.Integer("Head Count", compute="_compute_headcount")
    extra = fields.Integer("By Exception", compute="_compute_headcount")
    vacancies = fields.Integer(compute="_compute_headcount")
    state = fields.Selection(
        [("vacant", "Vacant"), ("full", "Full"), ("over", "Over Quota")],
        compute="_compute_headcount",
        search="_search_state",
    )
    holders = fields.Char("Held Today by", compute="_compute_holders")

    _quota = models.Constraint(
        "CHECK (quota >= 0 AND training_hours >= 0)",
        "Quota and hours cannot be negative.",
    )
    _grades = models.Constraint(
        "CHECK (grade_from >= 0 AND grade_to >= grade_from)",
        "The highest grade is not below the lowest.",
    )
    _name_once = models.UniqueIndex(
        "(unit_id, name) WHERE active", "The unit has a post of this name already."
    )

    def _compute_headcount(self):
        day = today(self.env)
        counts = self.env["staff.occupancy"]._count_holders(self, day)
        extras = self.env["staff.quota.exception"]._get_extras(self, day)
        for post in self:
            post.headcount = counts.get(post.id, 0)
            post.extra = extras.get(post.id, 0)
            left = post.quota - post.headcount
            post.vacancies = max(left, 0)
            post.state = "over" if left < 0 else "vacant" if left else "full"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Counting decides nothing about who sees which post: the rules come after.
        posts = self.sudo().search(Domain.TRUE)
        return Domain(
            "id", "in", [post.id for post in posts if post.state in list(value)]
        )

    def _compute_holders(self):
        held = self.env["staff.occupancy"].sudo()
        spells = held.search(
            Domain("post_id", "in", self.ids) & held._get_day_domain(today(self.env))
        ).grouped("post_id")
        for post in self:
            holders = spells.get(post, held).employee_id
            post.holders = "、".join(holders.mapped("name"))

    @api.depends("name", "unit_id.name", "area_id.name")
    @api.depends_context("staff_post_short")
    def _compute_display_name(self):
        short = self.env.context.get("staff_post_short")
        for post in self:
            place = "" if short else f"{post.area_id.name or ''} / "
            post.display_name = f"{place}{post.name or ''}"

    @api.constrains("active")
    def _check_empty_when_closed(self):
        for post in self.filtered(lambda post: not post.active):
            if post.headcount:
                raise ValidationError(
                    self.env._(
                        "%(post)s is held by %(people)s: it is closed when nobody "
                        "holds it.",
                        post=post.name,
                        people=post.holders,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if (
            self.env["hr.version"]
            .sudo()
            .search_count(Domain("post_id", "in", self.ids), limit=1)
        ):
            raise UserError(
                self.env._("A post that was ever held stays on record: close it.")
            )

    @api.model
    def _settle_quota(self):
        """Have the database judge now what was entered, and say it in words.

        It would refuse at the end of the transaction anyhow.
        """
        self.env.flush_all()
        cr = self.env.cr
        try:
            with cr.savepoint(flush=False):
                cr.execute(JUDGE_NOW, log_exceptions=False)
        except IntegrityError as error:
            self._raise_over_quota(error)
        cr.execute(JUDGE_LATER)

    @api.model
    def _raise_over_quota(self, error):
        number, _space, day = (error.diag.message_detail or "").partition(" ")
        post = self.sudo().browse(int(number))
        raise ValidationError(
            self.env._(
                "%(post)s has a quota of %(quota)s, and on %(day)s more people would "
                "hold it. Have an exception from the quota decided first, or choose "
                "another post.",
                post=post.display_name,
                quota=post.quota,
                day=day,
            )
        ) from error

    def action_view_holders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.staff_occupancy_action"
        )
        return action | {
            "domain": [("post_id", "=", self.id)],
            "context": {"search_default_current": 0},
        }
