"""The demo street and the factories it is made with.

Plain Python, not loaded with the addon: the demo database and the tests import
it. Everything is created through the ORM as any user would, in sets.
"""

from .street import build
