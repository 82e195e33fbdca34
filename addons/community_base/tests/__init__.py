from . import test_kernel_identity
from . import test_kernel_pinyin
from . import test_seat
from . import test_area
from . import test_area_access
from . import test_kernel_division
from . import test_kernel_table
from . import test_area_import
