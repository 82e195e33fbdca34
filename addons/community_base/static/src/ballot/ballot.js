import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const ITEMS = "community.meeting.item";
const COLORS = { yes: "success", no: "danger", abstain: "secondary" };

/**
 * The ballot papers of the person behind the login (选票): his own and those of whom he
 * stands for. The choice is nowhere but here until it is cast, and the receipt nowhere
 * but here afterwards.
 */
export class BallotDialog extends Component {
    static template = "community_base.BallotDialog";
    static components = { Dialog };
    static props = { itemId: Number, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ item: null, choice: null, receipt: null, busy: false });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.item = await this.orm.call(ITEMS, "get_ballot_papers", [[this.props.itemId]]);
    }

    get title() {
        return _t("Secret Ballot");
    }

    get papers() {
        return this.state.item.papers;
    }

    /** The paper in hand: the first that was not cast yet. */
    get paper() {
        return this.papers.find((paper) => !paper.cast);
    }

    get left() {
        return this.papers.filter((paper) => !paper.cast).length;
    }

    color(choice) {
        const outline = this.state.choice === choice ? "" : "outline-";
        return `btn-${outline}${COLORS[choice]}`;
    }

    async cast() {
        const { paper } = this;
        this.state.busy = true;
        try {
            this.state.receipt = await this.orm.call(ITEMS, "cast_ballot", [
                [this.props.itemId],
                paper.id,
                this.state.choice,
            ]);
            paper.cast = true;
        } finally {
            this.state.choice = null;
            this.state.busy = false;
        }
    }

    next() {
        this.state.receipt = null;
    }
}

function openBallot(env, action) {
    const { dialog, action: actions } = env.services;
    const reload = () => actions.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    dialog.add(BallotDialog, { itemId: action.params.item_id }, { onClose: reload });
}

registry.category("actions").add("community_base.ballot", openBallot);
