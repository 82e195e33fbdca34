from . import community_meeting
from . import guard_lease
from . import guard_payment
from . import guard_permit
