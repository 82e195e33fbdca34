# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Community Governance Base",
    "summary": "Areas, people, organs, seats and who may act for whom on which day",
    "version": "19.0.1.0.0",
    "category": "Services/Community",
    "author": "The Jiedao contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/jiedao/jiedao",
    "license": "AGPL-3",
    "depends": ["mail", "web_hierarchy"],
    "external_dependencies": {
        "python": ["pypinyin", "python-stdnum", "openpyxl"],
    },
    "data": [
        "security/community_base_groups.xml",
        "security/ir.model.access.csv",
        "security/community_base_rules.xml",
        "data/community_seat_role_data.xml",
        "data/community_organ_kind_data.xml",
        "data/community_division_data.xml",
        "views/community_area_change_views.xml",
        "views/community_area_views.xml",
        "views/community_organ_kind_views.xml",
        "views/community_seat_role_views.xml",
        "views/community_seat_views.xml",
        "views/community_organ_views.xml",
        "views/community_outlook_views.xml",
        "views/res_users_views.xml",
        "views/community_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["community_base/static/src/**/*"],
        "web.assets_tests": ["community_base/static/tests/tours/**/*"],
    },
    "pre_init_hook": "pre_init_hook",
    "application": True,
    "installable": True,
}
