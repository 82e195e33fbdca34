from .cooperatives import build
