from . import coop_certificate_report
from . import coop_register_report
from . import coop_statement_report
