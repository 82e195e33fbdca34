from . import test_posts
from . import test_staff_access
