from . import l10n_cn_form_report
from . import report_statement
from . import report_trial_balance
from . import l10n_cn_form_xlsx
from . import statement_xlsx
from . import trial_balance_xlsx
