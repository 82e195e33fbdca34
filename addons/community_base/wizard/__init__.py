from . import seat_change
from . import community_table_import
from . import community_table_import_line
from . import community_table_import_problem
from . import community_area_import
from . import community_area_import_line
from . import community_person_import
from . import community_person_import_line
