from . import res_company
from . import template_cn_collective
