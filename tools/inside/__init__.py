"""Scripts that run inside Odoo, in the project's virtual environment."""
