from . import staff


def build(env, size="small"):
    """Make the staff of the demo street; return the demo users."""
    return staff.build(env, size)
