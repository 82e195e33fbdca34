from . import test_guard_lease
from . import test_guard_permit
from . import test_guard_payment
