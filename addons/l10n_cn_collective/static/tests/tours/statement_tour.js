import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");
// A busy machine takes its time to compute a statement, or to draw a report.
const PATIENT = {timeout: 30000};
const FIGURE = ".mis_builder a:contains(246,300.00)";

/** Steps that open the wizard of the statements from the menu. */
function chooseStatement(name) {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the books",
            trigger: ".o_app[data-menu-xmlid='account.menu_finance']",
            run: "click",
        },
        {
            content: "open the reports",
            trigger:
                ".o_menu_sections [data-menu-xmlid='account.menu_finance_reports']",
            run: "click",
            ...PATIENT,
        },
        {
            content: "open the statutory statements",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='l10n_cn_collective.menu_l10n_cn_statement']",
            run: "click",
        },
        {
            content: `choose ${name}`,
            trigger: `.modal .o_field_widget[name='statement'] .form-check:contains(${name}) input`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='year'] input",
            run: "edit 2025 && press Tab",
        },
        {
            content: "the days of the year stand there",
            trigger: ".modal .o_field_widget[name='date_to']:contains(2025)",
        },
        {
            content: "look at it",
            trigger: ".modal-footer button[name='action_view']:enabled",
            run: "click",
        },
    ];
}

/** A step that waits until so many reports have come down. */
function received(count) {
    const isReport = ({name}) => name.includes("/report/download");
    return {
        content: `${count} reports have come down`,
        trigger: "body",
        async run() {
            while (
                performance.getEntriesByType("resource").filter(isReport).length < count
            ) {
                await new Promise((resolve) => setTimeout(resolve, 200));
            }
        },
    };
}

/** Steps that wait for a list of the entries behind a figure. */
function entriesOf(text) {
    return [
        {
            content: "the entries behind the figure",
            trigger: `.o_list_view .o_data_row .o_data_cell:contains(${text})`,
            ...PATIENT,
        },
    ];
}

// 审计人员查看资产负债表，点开数字背后的分录，导出表格和 PDF
tours.add("l10n_cn_collective.read_balance_sheet", {
    steps: () => [
        ...chooseStatement("资产负债表"),
        {
            content: "the sum of all assets, twice: the sheet balances",
            trigger: `.o_form_view:has(${FIGURE}):has(.mis_builder:contains(资产总计))`,
            ...PATIENT,
        },
        {
            content: "nothing says that it does not agree",
            trigger: ".o_form_view:not(:has(.alert-danger))",
        },
        {
            content: "open what the sum is made of",
            trigger: FIGURE,
            run: "click",
        },
        ...entriesOf("102"),
        {
            content: "back to the statement",
            trigger: ".o_breadcrumb .o_back_button a, .o_back_button a",
            run: "click",
        },
        {
            content: "export it as a spreadsheet",
            trigger: ".oe_mis_builder_action_buttons button:has(.fa-download)",
            run: "click",
            ...PATIENT,
        },
        received(1),
        {
            content: "print it",
            trigger:
                "body:not(:has(.o_blockUI)) .oe_mis_builder_action_buttons button:has(.fa-print)",
            run: "click",
        },
        received(2),
        {
            content: "it is still there",
            trigger: `body:not(:has(.o_blockUI)) ${FIGURE}`,
            ...PATIENT,
        },
    ],
});

// 科目余额表：点开一个科目的发生额
tours.add("l10n_cn_collective.read_trial_balance", {
    steps: () => [
        ...chooseStatement("科目余额表"),
        {
            content: "the figure of an account is a link",
            trigger: ":iframe a.o_opens_entries:contains(60,000.00)",
            run: "click",
            ...PATIENT,
        },
        ...entriesOf("501"),
    ],
});
