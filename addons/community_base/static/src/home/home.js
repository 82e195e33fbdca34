import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * The components that draw the sections of the first page, by their ``kind``.
 * Each gets the section, the day it is in the house and a way to open things.
 */
export const homeSections = registry.category("community_home_sections");

export function overdueText(group) {
    return _t("%s overdue", group.overdue);
}

/** What a button's method returns has no views yet: the server adds them to those only. */
function withViews(action) {
    if (!action.view_mode || action.views) {
        return action;
    }
    return { ...action, views: action.view_mode.split(",").map((mode) => [false, mode]) };
}

/**
 * The first page (我的工作台). It knows nothing of what it shows: the server says
 * which sections the user gets, the registry who draws them.
 */
export class CommunityHome extends Component {
    static template = "community_base.Home";
    static props = { ...standardActionServiceProps };
    static displayName = _t("My Desk");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.state = useState({ home: null });
        this.open = this.open.bind(this);
        onWillStart(() => this.load());
    }

    async load() {
        this.state.home = await this.orm.call("community.home", "get_home", []);
    }

    /** Open what lies behind something; what is done in a dialog shows at once. */
    open(action) {
        return this.action.doAction(withViews(action), { onClose: () => this.load() });
    }

    get columns() {
        const { sections } = this.state.home;
        return [
            { side: false, sections: sections.filter((section) => !section.side) },
            { side: true, sections: sections.filter((section) => section.side) },
        ].filter((column) => column.sections.length);
    }

    /** What waits, in a line of the head; each leads to its group below. */
    get tallies() {
        return this.state.home.sections
            .flatMap((section) => section.groups || [])
            .filter((group) => group.key && group.count);
    }

    get greeting() {
        return _t("Hello, %s", this.state.home.greeting.name);
    }

    component(section) {
        return homeSections.get(section.kind);
    }

    overdueText(group) {
        return overdueText(group);
    }

    jumpTo(key) {
        this.rootRef.el
            .querySelector(`[data-group="${CSS.escape(key)}"]`)
            ?.scrollIntoView({ behavior: "smooth", block: "start" });
    }
}

registry.category("actions").add("community_base.home", CommunityHome);
