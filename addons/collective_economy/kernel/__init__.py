from . import credit_code
from . import ledger
