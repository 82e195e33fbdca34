from . import test_kernel_appraisal
from . import test_kernel_scale
from . import test_posts
from . import test_scale
from . import test_staff_access
from . import test_kernel_pay
from . import test_kernel_tax
from . import test_pay_run
