# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Community Staff",
    "summary": "Posts against quota, graded pay scales, and the people who hold them",
    "version": "19.0.1.0.0",
    "category": "Services/Community",
    "author": "The Jiedao contributors",
    "license": "AGPL-3",
    "depends": [
        "community_base",
        "hr",
        "account",
        "analytic",
        "report_xlsx",
    ],
    "data": [
        "security/community_hr_groups.xml",
        "security/ir.model.access.csv",
        "security/community_hr_rules.xml",
        "data/account_analytic_plan_data.xml",
        "views/hr_employee_views.xml",
        "views/community_hr_menus.xml",
    ],
    "application": True,
    "installable": True,
}
