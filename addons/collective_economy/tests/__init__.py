from . import test_kernel_ledger
from . import test_kernel_rent
from . import test_cooperative
from . import test_coop_access
from . import test_register_import
from . import test_share_ledger
from . import test_shareholders_meeting
