from . import seat_change
