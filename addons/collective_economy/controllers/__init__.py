from . import payout
from . import portal
from . import portal_dividends
from . import portal_property
from . import portal_matter
from . import portal_election
