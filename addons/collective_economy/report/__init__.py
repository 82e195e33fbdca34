from . import coop_certificate_report
from . import coop_dividend_report
from . import coop_register_report
from . import coop_statement_report
from . import coop_asset_card_report
from . import coop_election_result_report
