"""What the scale gives to people on a day: grade pay and allowances, read in sets."""

from collections import defaultdict
from datetime import date, timedelta

from odoo.tools import SQL

from ..kernel import scale
from ..kernel.pay import PayError

DAY = timedelta(days=1)


class Standing:
    """Profiles of people and the scales of their areas (定级定档情况).

    :param areas: ids of the areas whose scales count
    :param versions: {version id: its row}
    """

    def __init__(self, env, areas, versions, first, last):
        self.env, self.versions = env, versions
        self.rates = env["staff.scale"]._get_rates(
            env["community.area"].browse(areas), first, last
        )
        self.classes = self._read_classes()
        self.concurrent = self._read_concurrent()
        self.certificates = self._read_certificates()
        self._facts = {}

    def _read_classes(self):
        posts = {row["post_id"] for row in self.versions.values()} - {None}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT post.id, class.code FROM staff_post post
                  JOIN staff_post_class class ON class.id = post.class_id
                 WHERE post.id IN %s""",
                tuple(posts) or (0,),
            )
        )
        return dict(rows)

    def _read_concurrent(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT version_id, count(*) FROM staff_concurrent_post_rel
                 WHERE version_id IN %s GROUP BY version_id""",
                tuple(self.versions) or (0,),
            )
        )
        return dict(rows)

    def _read_certificates(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT held.employee_id, kind.code, held.date_start, held.date_end
                  FROM staff_certificate held
                  JOIN staff_certificate_kind kind ON kind.id = held.kind_id
                 WHERE held.employee_id IN %s""",
                tuple({row["employee_id"] for row in self.versions.values()}) or (0,),
            )
        )
        held = defaultdict(list)
        for employee, code, first, last in rows:
            held[employee].append((code, first or date.min, last or date.max))
        return held

    def get_turns(self, area, employee, terms, month):
        """Return the days of a month on which what somebody gets may change."""
        turns = {first for first, _last, _key in self.rates.intervals.get(area, ())}
        for _code, first, last in self.certificates.get(employee, ()):
            turns |= {first, last + DAY if last < date.max else last}
        for term in terms:
            since = self.versions[term.key]["seniority_from"]
            if since and since.month == month.first.month:
                turns.add(month.first.replace(day=min(since.day, month.days)))
        return turns

    def get_facts(self, version, area, day):
        """Return the facts of a version on a day; none where he is on no scale.

        :raise PayError: the scale has no such grade
        """
        found = self.rates.find(area, day)
        post_class = self.classes.get(version["post_id"])
        if not found or not post_class or not version["grade_number"]:
            return {}
        profile = self._get_profile(version, post_class, day)
        key = found[0], profile
        if key not in self._facts:
            self._facts[key] = _to_facts(profile, found[1])
        return self._facts[key]

    def _get_profile(self, version, post_class, day):
        held = self.certificates.get(version["employee_id"], ())
        return scale.Profile(
            post_class,
            version["grade_number"],
            version["education"] or "",
            frozenset(code for code, first, last in held if first <= day <= last),
            scale.full_years(version["seniority_from"], day),
            self.concurrent.get(version["id"], 0),
        )


def _to_facts(profile, table):
    try:
        parts = scale.monthly(profile, table)
    except scale.ScaleError as error:
        raise PayError("missing_grade", grade=profile.grade) from error
    facts = defaultdict(int)
    for part in parts:
        facts["grade" if part.kind == "grade" else f"allowance/{part.kind}"] += part.fen
    return dict(facts)
