#!/bin/sh
# Installs the addons named in JIEDAO_ADDONS, or brings them up to date, in the
# database of config/odoo.conf. Then takes away the password that Odoo gives to the
# first administrator. Safe to repeat; run it while the server is stopped.
set -eu
: "${JIEDAO_ADDONS:?name the addons to install, separated by commas}"
: "${JIEDAO_ADMIN_PASSWORD:?set it in .env}"

odoo --workers=0 --no-http --stop-after-init --load-language=zh_CN \
    -i "$JIEDAO_ADDONS" -u "$JIEDAO_ADDONS"
odoo shell --workers=0 --no-http --shell-interface=python \
    < /opt/jiedao/docker/first_password.py
