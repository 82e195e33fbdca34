from . import community_document_report
from . import community_resolution_report
from . import community_meeting_report
