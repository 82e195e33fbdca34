from . import kernel
from . import models
from . import wizard
