from . import pay, pay_done, staff


def build(env, size="small"):
    """Make the staff of the demo street and pay it; return the demo users."""
    users = staff.build(env, size)
    pay.build(env)
    pay_done.build(env)
    return users
