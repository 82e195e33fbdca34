"""The cooperatives of the demo street."""

from odoo.addons.community_base.demo import street


def build(env, size="small"):
    """Make the street and its cooperatives, once; return the demo users."""
    return street.build(env, size)
