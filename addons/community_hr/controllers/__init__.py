from . import pay_files
from . import portal_pay
