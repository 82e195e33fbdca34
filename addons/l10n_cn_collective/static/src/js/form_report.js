import { patch } from "@web/core/utils/patch";
import { ReportAction } from "@web/webclient/actions/reports/report_action";

/** A figure of a form on the screen opens the entries behind it. */
patch(ReportAction.prototype, {
    onIframeLoaded(ev) {
        super.onIframeLoaded(...arguments);
        for (const link of ev.target.contentDocument.querySelectorAll("a[data-drilldown]")) {
            link.addEventListener("click", (click) => {
                click.preventDefault();
                this.drillDown(link.dataset);
            });
            link.classList.add("o_opens_entries");
        }
    },

    async drillDown({ model, record, drilldown }) {
        const { orm } = this.env.services;
        const [column, account] = JSON.parse(drilldown);
        const action = await orm.call(model, "drilldown", [[Number(record)], column, account]);
        this.action.doAction(action);
    },
});
