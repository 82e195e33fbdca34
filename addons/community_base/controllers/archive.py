from odoo.http import Controller, content_disposition, request, route

from ..kernel import archive


class CommunityArchive(Controller):
    """Archive packages for who may read the matter."""

    @route("/community/matter/<int:matter_id>/archive", type="http", auth="user")
    def download_matter(self, matter_id):
        matter = request.env["community.matter"].browse(matter_id).exists()
        # One answer for what is not there and what is not for this person.
        if not matter.has_access("read") or not matter:
            return request.not_found()
        package = request.env["community.matter.archive"]._build(matter)
        name = archive.safe_name(f"{matter.number or matter.id} {matter.name}.zip")
        return request.make_response(
            package.content,
            [
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
