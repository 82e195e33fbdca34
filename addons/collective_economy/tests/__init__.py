from . import test_kernel_ledger
from . import test_share_ledger
from . import test_shareholders_meeting
