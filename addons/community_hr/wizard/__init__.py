from . import appraisal_act
from . import staff_promotion
from . import staff_sheet
from . import staff_transition_import
from . import staff_transition_import_line
from . import training_sign_in
