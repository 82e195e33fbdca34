from . import account_journal
from . import account_move
from . import l10n_cn_voucher_series
from . import l10n_cn_year_closing
from . import l10n_cn_year_archive
from . import res_company
from . import template_cn_collective
