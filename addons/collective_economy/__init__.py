from . import kernel
from . import models
