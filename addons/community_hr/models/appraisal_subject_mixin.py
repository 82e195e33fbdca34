from odoo import api, models


class AppraisalSubjectMixin(models.AbstractModel):
    """What can be appraised (考核对象); the model says who, where and of what unit."""

    _name = "appraisal.subject.mixin"
    _description = "Subject of Appraisals"

    @api.model
    def _find_appraised(self, cycle):
        """Return whom a cycle appraises, as far as the user may see them."""
        raise NotImplementedError

    def _prepare_appraised(self, cycle):
        """Return ``{record: vals}`` of the sheets: ``person_id``, ``area_id``, ``name``
        and ``unit_id`` (of the organization, or nothing), and fields of its own.
        """
        raise NotImplementedError
