from . import test_guard
from . import test_guard_approval
from . import test_seal
