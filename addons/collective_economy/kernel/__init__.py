from . import bankfile
from . import credit_code
from . import dividend
from . import ledger
from . import photo
from . import rent
