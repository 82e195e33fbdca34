# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Test - Community Guard",
    "summary": "A stranger's addon whose acts need a resolution, for the tests",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "The Jiedao contributors",
    "license": "AGPL-3",
    "depends": ["community_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/test_community_guard_rules.xml",
        "data/community_matter_class_data.xml",
    ],
    "installable": True,
}
