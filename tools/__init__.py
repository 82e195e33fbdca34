"""Getting Odoo, its database and its server: what the Makefile calls."""
