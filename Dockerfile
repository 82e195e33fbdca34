# Odoo's official image, the few libraries our addons add to it, and the addons.
FROM odoo:19.0

USER root

# The image brings Odoo's own requirements, in the versions of its distribution. Ours
# come on top, at the versions and with the hashes of config/requirements.txt (a test
# holds both lists in step). --no-deps: what they lean on is listed too, or is there.
COPY config/requirements-image.txt /opt/jiedao/requirements.txt
RUN pip3 install --break-system-packages --no-cache-dir --no-deps --require-hashes \
        -r /opt/jiedao/requirements.txt

COPY config/docker/install.sh config/docker/first_password.py /opt/jiedao/docker/
COPY config/odoo.conf /etc/odoo/odoo.conf
# Not /mnt/extra-addons: the base image declares that a volume, and what a build puts
# into a volume is lost with some builders.
COPY addons /opt/jiedao/addons

USER odoo
EXPOSE 8069 8072

HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD curl -fsS -o /dev/null http://127.0.0.1:8069/web/health

# Named by its path, the entrypoint runs it as it is: connection and passwords come
# from the environment and never show in the process list.
CMD ["/usr/bin/odoo"]
