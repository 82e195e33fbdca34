from . import l10n_cn_year_closing_wizard
from . import l10n_cn_year_reopening
