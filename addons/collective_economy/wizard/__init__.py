from . import coop_register_import
from . import coop_register_import_line
from . import coop_register_import_total
from . import coop_payout_result
from . import coop_payout_result_line
from . import coop_contract_closing
from . import coop_split_dismissal
from . import coop_election_declining
