from . import test_staff_access
