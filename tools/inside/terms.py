"""Export the terms of addons, one template file for each, into a folder."""

from pathlib import Path

from session import environment, parser

from odoo.tools.translate import trans_export


def export(env, folder, names):
    for name in names:
        with (Path(folder) / f"{name}.pot").open("wb") as template:
            trans_export(None, [name], template, "po", env)


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("folder")
    arguments.add_argument("names", nargs="+")
    arguments = arguments.parse_args()
    with environment(arguments) as env_:
        export(env_, arguments.folder, arguments.names)
