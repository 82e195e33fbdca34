from . import pay, staff


def build(env, size="small"):
    """Make the staff of the demo street and pay it; return the demo users."""
    users = staff.build(env, size)
    pay.build(env)
    return users
