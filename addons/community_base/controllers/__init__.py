from . import archive
from . import public
