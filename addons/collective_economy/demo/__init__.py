from . import (
    appointments,
    cooperatives,
    dividends,
    findings,
    full,
    property,
    review,
)


def build(env, size="small"):
    """Make the cooperatives of the demo and what they do; return their demo users."""
    users = cooperatives.build(env, size)
    property.build(env)
    review.build(env)
    dividends.build(env)
    appointments.build(env)
    findings.build(env)
    if size == "full":
        full.build(env)
    return users
