from odoo import models

from ..kernel import officialdoc


class ReportResolution(models.AbstractModel):
    """A resolution as a document with a red head (红头文件)."""

    _name = "report.community_base.report_resolution"
    _description = "Resolution as an Official Document"
    _inherit = ["community.document.report"]

    _document_model = "community.resolution"

    def _prepare_document(self, resolution):
        # Staff read the resolutions of the areas above theirs, but not what lay before
        # those: the text is printed for who may read the matter.
        matter = resolution.matter_id._filtered_access("read")
        known = resolution.sudo()
        organ = known.organ_id.name
        return {
            "id": resolution.id,
            "organ": organ,
            "head": self.env._("Document of %s", organ),
            "number": known.number,
            **self._prepare_words(known),
            "description": matter.description,
            "amount": self._describe_amount(known),
            "date": officialdoc.chinese_date(known.date),
            "class": known.class_id.name,
            "seal": self._prepare_seal(known),
        }

    def _prepare_words(self, resolution):
        """Return title, preamble and decision: of a vote, or of an approval."""
        organ, name = resolution.organ_id.name, resolution.name
        if resolution.kind == "approval":
            return {
                "title": self.env._(
                    "Approval by %(organ)s of %(matter)s", organ=organ, matter=name
                ),
                "preamble": self._describe_approval(resolution),
                "decided": self.env._("“%s” is approved.", name),
            }
        return {
            "title": self.env._(
                "Resolution of %(organ)s on %(matter)s", organ=organ, matter=name
            ),
            "preamble": self._describe_vote(resolution),
            "decided": self.env._("It is resolved: “%s” is adopted.", name),
        }

    def _describe_approval(self, resolution):
        """Say in one paragraph by which seat it was approved, or taken back."""
        return self.env._(
            "On %(day)s “%(name)s” (matter %(number)s) came before %(organ)s: %(how)s.",
            day=self._get_day(resolution.date),
            name=resolution.name,
            number=resolution.matter_id.number or "",
            organ=resolution.organ_id.name,
            how=resolution.result_words,
        )

    def _describe_vote(self, resolution):
        """Say in one paragraph who voted, by which rule, and how it went."""
        return self.env._(
            "On %(day)s %(organ)s met and considered “%(name)s” (matter %(number)s). "
            "Rule of the vote: %(rule)s. Votes: %(votes)s.",
            day=self._get_day(resolution.date),
            organ=resolution.organ_id.name,
            name=resolution.name,
            number=resolution.matter_id.number or "",
            rule=resolution.step_id.rule_id.in_words or "",
            votes=resolution.result_words,
        )

    def _describe_amount(self, resolution):
        if not resolution.amount:
            return ""
        words = officialdoc.amount_in_words(round(resolution.amount * 100))
        return self.env._(
            "Amount: %(words)s (¥%(figures)s).",
            words=words,
            figures=f"{resolution.amount:,.2f}",
        )
