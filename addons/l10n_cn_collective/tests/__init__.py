from . import test_chart
from . import test_kernel
from . import test_voucher
from . import test_year_archive
from . import test_year_closing
from . import test_kernel_statement
from . import test_overview
from . import test_statements
