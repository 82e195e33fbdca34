import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { homeSections, overdueText } from "./home";

// Up to so many areas all are shown; of more, some of each group and a way to all.
const FEW_AREAS = 24;
const ROWS = 5;
const GROUPS = 4;

class HomeSection extends Component {
    static props = {
        section: Object,
        today: String,
        open: Function,
    };

    day(text) {
        return formatDate(deserializeDate(text));
    }

    daysUntil(text) {
        return Math.round(deserializeDate(text).diff(deserializeDate(this.props.today), "days").days);
    }
}

/** Groups of things to do; see ``_prepare_group`` and ``_prepare_item``. */
export class TodoSection extends HomeSection {
    static template = "community_base.HomeTodo";

    /** What waits comes first; where nothing waits at all, one sentence says so. */
    get groups() {
        const { groups } = this.props.section;
        const waiting = groups.filter((group) => group.count);
        return waiting.length ? [...waiting, ...groups.filter((group) => !group.count)] : [];
    }

    get waiting() {
        return this.groups.length > 0;
    }

    get calm() {
        const { groups, empty } = this.props.section;
        return [empty, ...groups.map((group) => group.empty).filter(Boolean)].join(" ");
    }

    overdueText(group) {
        return overdueText(group);
    }

    deadline(item) {
        const days = this.daysUntil(item.deadline);
        if (days < 0) {
            return { late: true, text: _t("%s days overdue", -days) };
        }
        if (days === 0) {
            return { late: false, soon: true, text: _t("Today") };
        }
        return { late: false, soon: days <= 7, text: this.day(item.deadline) };
    }

    showAll(group) {
        return _t("Show all %s", group.count);
    }
}

/** The areas in the user's charge and what is counted in each. */
export class AreasSection extends HomeSection {
    static template = "community_base.HomeAreas";

    setup() {
        this.state = useState({ sought: "", allGroups: false, all: {} });
    }

    get total() {
        return this.props.section.groups.reduce((sum, group) => sum + group.rows.length, 0);
    }

    get findable() {
        return this.total > FEW_AREAS;
    }

    get matching() {
        const sought = this.state.sought.trim().toLowerCase();
        const fits = (area) => (area.name + " " + area.pinyin).toLowerCase().includes(sought);
        return this.props.section.groups
            .map((group) => ({
                ...group,
                rows: fits(group) ? group.rows : group.rows.filter(fits),
                shown: fits(group),
            }))
            .filter((group) => !sought || group.shown || group.rows.length);
    }

    get groups() {
        const groups = this.matching;
        const everything = this.state.sought || !this.findable;
        const few = everything || this.state.allGroups ? groups : groups.slice(0, GROUPS);
        return few.map((group) => {
            const all =
                everything || this.state.all[group.id] || group.rows.length <= ROWS + 1;
            return { ...group, rows: all ? group.rows : group.rows.slice(0, ROWS), hidden: !all };
        });
    }

    get hiddenGroups() {
        return this.matching.length - this.groups.length;
    }

    /** The figures that were counted for any of the areas shown. */
    get figures() {
        const { figures, groups } = this.props.section;
        const areas = groups.flatMap((group) => [group, ...group.rows]);
        return figures.filter((figure) => areas.some((area) => figure.key in area.values));
    }

    get columnStyle() {
        return `--community-figures: ${this.figures.length}`;
    }

    /** Only the figures the server counted for this area; the others stay blank. */
    value(area, figure) {
        return area.values[figure.key];
    }

    cellLabel(area, figure) {
        return `${area.name} ${figure.label} ${this.value(area, figure)}`;
    }

    openFigure(area, figure) {
        return this.props.open({
            ...figure.action,
            name: `${area.name} · ${figure.label}`,
            domain: [[figure.field, "child_of", area.id], ...figure.action.domain],
        });
    }

    showRows(group) {
        const count = this.matching.find((other) => other.id === group.id).rows.length;
        return _t("Show all %s", count);
    }

    get showGroups() {
        return _t("Show %s more", this.hiddenGroups);
    }
}

/** The seats in force today of the person behind the login. */
export class SeatsSection extends HomeSection {
    static template = "community_base.HomeSeats";

    get own() {
        return this.props.section.items.filter((seat) => seat.tenure !== "delegated");
    }

    get delegated() {
        return this.props.section.items.filter((seat) => seat.tenure === "delegated");
    }

    get lists() {
        return [
            { key: "own", title: "", seats: this.own },
            { key: "delegated", title: _t("Entrusted to Me"), seats: this.delegated },
        ].filter((list) => list.seats.length);
    }

    period(seat) {
        const since = this.day(seat.since);
        return seat.until ? _t("%(since)s – %(until)s", { since, until: this.day(seat.until) }) : _t("since %s", since);
    }

    hints(seat) {
        const hints = [];
        if (seat.ending) {
            hints.push({
                key: "ending",
                tone: "warning",
                text: seat.days_left ? _t("Term ends in %s days", seat.days_left) : _t("Last day of the term"),
            });
        }
        if (seat.vacancies) {
            hints.push({ key: "vacant", tone: "danger", text: _t("%s seats vacant", seat.vacancies) });
        }
        if (seat.delegated_by) {
            hints.push({ key: "by", tone: "info", text: _t("For %s", seat.delegated_by) });
        }
        if (seat.delegated_to) {
            hints.push({ key: "to", tone: "info", text: _t("Delegated to %s", seat.delegated_to) });
        }
        return hints;
    }
}

/** What an administrator has yet to set up, the next step first to see. */
export class SetupSection extends HomeSection {
    static template = "community_base.HomeSetup";

    get next() {
        return this.props.section.steps.find((step) => !step.done);
    }

    get progress() {
        const { steps } = this.props.section;
        return _t("%(done)s of %(all)s done", {
            done: steps.filter((step) => step.done).length,
            all: steps.length,
        });
    }
}

/** Numbers, each with a way to the list behind it; for other addons to use. */
export class FiguresSection extends HomeSection {
    static template = "community_base.HomeFigures";
}

homeSections
    .add("todo", TodoSection)
    .add("areas", AreasSection)
    .add("seats", SeatsSection)
    .add("setup", SetupSection)
    .add("figures", FiguresSection);
