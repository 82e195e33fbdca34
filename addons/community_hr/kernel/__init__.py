from . import appraisal
from . import backpay
from . import insurance
from . import pay
from . import rounding
from . import scale
from . import slicing
from . import tax
