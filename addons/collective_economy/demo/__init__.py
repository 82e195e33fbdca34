from . import cooperatives, property, review


def build(env, size="small"):
    """Make the cooperatives of the demo and what they own; return their demo users."""
    users = cooperatives.build(env, size)
    property.build(env)
    review.build(env)
    return users
