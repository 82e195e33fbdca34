from . import bars
from . import credit_code
from . import dividend
from . import election
from . import ledger
from . import photo
from . import rent
