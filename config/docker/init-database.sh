#!/bin/sh
# Runs once, when the postgres image finds its data folder empty.
#
# Odoo gets a role of its own that is not a superuser: a server action must not be
# able to read the database server's files or to switch triggers off for everyone.
# The extensions used (btree_gist, pg_trgm) are trusted ones: their
# database's owner may create them.
set -eu
: "${ODOO_DB_PASSWORD:?set it in .env}"

psql -v ON_ERROR_STOP=1 -v password="$ODOO_DB_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE odoo LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'password';
CREATE DATABASE jiedao OWNER odoo TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE jiedao FROM PUBLIC;
SQL
