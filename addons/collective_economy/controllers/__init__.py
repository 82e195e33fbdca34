from . import portal
from . import portal_property
from . import portal_matter
