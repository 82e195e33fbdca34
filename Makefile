# Every target calls tools/; `make` alone lists them.
PYTHON ?= python3
JIEDAO = $(PYTHON) $(CURDIR)/tools/jiedao.py

# Settings given as `make run PORT=8070` reach the tools through the environment.

.DEFAULT_GOAL := help
.PHONY: help run stop update fresh shell psql test lint format i18n bench backup restore lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  settings: PORT=8069 HOST=127.0.0.1 DEMO=small|full|none ODOO_HOME=... PGHOST=..."

run:  ## everything up to a demo street in the browser (DEMO=full: the lived-in one)
	@$(JIEDAO) run

stop:  ## stop the server and the databases
	@$(JIEDAO) stop

update:  ## reload the addons that changed (or ADDON=name) and restart the server
	@$(JIEDAO) update

fresh:  ## throw the demo database away and build it anew (YES=1: do not ask)
	@$(JIEDAO) fresh

shell:  ## Python prompt inside Odoo, on the demo database
	@$(JIEDAO) shell

psql:  ## SQL prompt on the demo database
	@$(JIEDAO) psql

test:  ## all tests (TESTS=path, ARGS="-k word": some of them)
	@$(JIEDAO) test

lint:  ## style, Odoo's idioms, XML and translations
	@$(JIEDAO) lint

format:  ## put right what lint can put right by itself
	@$(JIEDAO) format

i18n:  ## export the terms of each addon and merge them into its zh_CN.po
	@$(JIEDAO) i18n

bench:  ## measurements against peers and limits
	@$(JIEDAO) bench

backup:  ## database and files in one tar below backups/
	@$(JIEDAO) backup

restore:  ## bring a backup back (FILE=...); the present database is kept aside
	@$(JIEDAO) restore

lock:  ## compute the locked requirements anew from config/*.in
	@$(JIEDAO) lock

clean:  ## remove all that was built in this clone (YES=1: do not ask)
	@$(JIEDAO) clean
