from . import l10n_cn_year_closing_wizard
from . import l10n_cn_year_reopening
from . import l10n_cn_statement
from . import l10n_cn_statement_overview
from . import l10n_cn_statement_overview_line
