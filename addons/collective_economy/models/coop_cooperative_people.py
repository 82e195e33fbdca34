from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import bars


class CoopCooperative(models.Model):
    """Who may sit in a cooperative's organs, by its profile (任职资格)."""

    _inherit = "coop.cooperative"

    appointment_ids = fields.One2many("coop.appointment", "cooperative_id")
    election_ids = fields.One2many("coop.election", "cooperative_id", "Elections")
    asset_chair_note = fields.Char(
        "Chair of the Asset Committee", compute="_compute_asset_chair_note"
    )

    def _compute_asset_chair_note(self):
        """Show whether the Secretary chairs the asset committee (书记兼任主任)."""
        for cooperative in self.sudo():
            secretary = cooperative._get_committee_secretary()
            chair = cooperative._get_organ("asset_committee").head_seat_id.person_id
            if chair and chair == secretary:
                note = self.env._("%s, the Secretary", chair.name)
            else:
                note = self.env._(
                    "%(chair)s; the Secretary is to chair it: %(secretary)s",
                    chair=chair.name or self.env._("vacant"),
                    secretary=secretary.name or self.env._("vacant"),
                )
            cooperative.asset_chair_note = note

    def _get_committee_secretary(self):
        """Return the person who is Secretary of the community's Party committee."""
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("organ_id.kind_id.code", "=", "party_committee")
            & Domain("organ_id.area_id", "=", self.area_id.id)
            & Domain("role_id.code", "=", "secretary")
            & seats._get_in_force_domain(),
            limit=1,
        ).person_id

    def _advise_on_chair(self, person):
        """Recommend, where the register does not show it, that he be a Party member."""
        seats = self.env["community.seat"].sudo()
        is_member = seats.search_count(
            Domain("person_id", "=", person.id)
            & Domain("organ_id.family", "=", "party")
            & seats._get_in_force_domain(),
            limit=1,
        )
        if is_member:
            return False
        return self.env._(
            "It is recommended that the chair of the board be a Party member; the "
            "register does not show that %s is one. This decides nothing.",
            person.name,
        )

    # Bars

    def _find_bars(self, people, day, leaving=None):
        """Return in words what bars persons from posts (任职回避).

        :param people: ``[(person, organ, role)]`` who are to sit
        :param leaving: seats that end by this
        """
        self.ensure_one()
        seats = self.env["community.seat"].sudo()
        held = seats.search(seats._get_cooperative_domain(self, day))
        held -= leaving if leaving is not None else seats
        posts = [self._to_post(s.person_id, s.organ_id, s.role_id) for s in held]
        posts += [self._to_post(*one) for one in people]
        profile = self._get_profile(day)
        rules = bars.Rules(
            profile.cross_holding_allowed,
            profile.relatives_barred,
            profile.finance_barred,
        )
        found = bars.find(
            rules, posts, self._get_kin(), self._get_party(day), self._get_excepted(day)
        )
        new = {person.id for person, _organ, _role in people}
        return [
            self._describe_bar(bar, new)
            for bar in found
            if new & {bar.person, bar.other}
        ]

    def _to_post(self, person, organ, role):
        post = self.env["coop.post"]._find(organ, role)
        return bars.Post(person.id, organ.kind_id.code, post.is_finance)

    def _get_kin(self):
        pairs = (
            self.env["coop.kinship"].sudo().search([("cooperative_id", "=", self.id)])
        )
        return [(pair.person_id.id, pair.relative_id.id) for pair in pairs]

    def _get_party(self, day):
        """Return who sits in the community's Party committee."""
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("organ_id.kind_id.code", "=", "party_committee")
            & Domain("organ_id.area_id", "=", self.area_id.id)
            & seats._get_in_force_domain(day)
        ).person_id.ids

    def _get_excepted(self, day):
        exceptions = self.env["coop.bar.exception"].sudo()
        found = exceptions.search(
            Domain("cooperative_id", "=", self.id)
            & Domain("date_start", "<=", day)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day))
        )
        return [(one.person_id.id, one.bar) for one in found]

    def _describe_bar(self, bar, new):
        """Say who is barred; of a near relation, not from whom."""
        person = bar.person if bar.person in new else bar.other
        person = self.env["res.partner"].sudo().browse(person)
        words = {
            "cross_holding": self.env._(
                "%s sits in the community's Party committee: the law of this "
                "cooperative allows no seat in the board beside it.",
                person.name,
            ),
            "incompatible": self.env._(
                "%s: directors and finance staff cannot be supervisors as well.",
                person.name,
            ),
            "relative": self.env._(
                "%s is barred as a declared near relative: relatives of directors and "
                "of finance staff cannot be supervisors.",
                person.name,
            ),
        }
        return words[bar.code]

    # Sizes and terms

    def _get_size(self, organ, day):
        """Return (least, most, odd) of an organ, or nothing."""
        profile = self._get_profile(day)
        if organ.kind_id.code == "board":
            return profile.board_min, profile.board_max, profile.board_odd
        if organ.kind_id.code == "supervisors":
            return (
                profile.supervisors_min,
                profile.supervisors_max,
                profile.supervisors_odd,
            )
        return None

    def _find_size_problem(self, organ, number, day):
        """Say in words what is wrong with the size of an organ."""
        size = self._get_size(organ, day)
        code = size and bars.find_size(number, *size)
        return [self._describe_size(code, organ, number, size)] if code else []

    def _find_size_bars(self, organ, day, added):
        """Say where an organ would be greater than the law allows."""
        seats = self.env["community.seat"].sudo()
        number = added + seats.search_count(
            Domain("organ_id", "=", organ.id) & seats._get_in_force_domain(day)
        )
        size = self._get_size(organ, day)
        if not size or not size[1] or number <= size[1]:
            return []
        return [self._describe_size("too_many", organ, number, size)]

    def _describe_size(self, code, organ, number, size):
        least, most, _odd = size
        words = {
            "too_few": self.env._(
                "%(organ)s would have %(number)s seats; the law asks for at least "
                "%(limit)s.",
                organ=organ.name,
                number=number,
                limit=least,
            ),
            "too_many": self.env._(
                "%(organ)s would have %(number)s seats; the law allows at most "
                "%(limit)s.",
                organ=organ.name,
                number=number,
                limit=most,
            ),
            "not_odd": self.env._(
                "%(organ)s would have %(number)s seats; the number has to be odd.",
                organ=organ.name,
                number=number,
            ),
        }
        return words[code]

    def _check_term(self, start, end):
        """Refuse a term longer than the charter or the law gives."""
        years = self._get_term("term_years", start)
        last = years and start + relativedelta(years=years, days=-1)
        if last and (not end or end > last):
            raise UserError(
                self.env._(
                    "A term lasts %(years)s years at most: until %(day)s.",
                    years=years,
                    day=last,
                )
            )

    def action_view_appointments(self):
        return self._open("collective_economy.coop_appointment_action")

    def action_view_elections(self):
        return self._open("collective_economy.coop_election_action")
