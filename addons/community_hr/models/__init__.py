from . import community_area
from . import hr_employee
from . import hr_version
