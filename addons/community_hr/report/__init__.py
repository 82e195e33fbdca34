from . import pay_slip_report
from . import staff_sheet_report
from . import staff_sheet_xlsx
