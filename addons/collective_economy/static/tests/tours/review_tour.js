import {convene, hold} from "@community_base/../tests/tours/four_two_tour";
import {registry} from "@web/core/registry";
import {turnTo} from "@community_base/../tests/tours/tour_steps";

const tours = registry.category("web_tour.tours");
const MATTER = "西区道路养护费";

const openFromTheDesk = {
    content: "it is on the first page",
    trigger: `.o_community_home [data-group='coop_reviews'] .o_community_home_item:contains(${MATTER})`,
    run: "click",
};

// 职能部门：核实疑似拆分，再把关
tours.add("collective_economy.department_checks", {
    steps: () => [
        openFromTheDesk,
        {
            content: "it says that it may have been split",
            trigger: ".o_form_view .alert-warning:contains(疑似)",
        },
        turnTo("splits"),
        {
            content: "the sum of both is shown",
            trigger:
                ".o_field_widget[name='split_hit_ids'] .o_data_row:contains(240,000.00)",
        },
        {
            trigger:
                ".o_field_widget[name='split_hit_ids'] button[name='action_open_dismissal']",
            run: "click",
        },
        {
            content: "not without a reason",
            trigger: ".modal .o_field_widget[name='reason'] :is(input, textarea)",
            run: "edit 两处道路分属两个标段，分别招标",
        },
        {
            trigger: ".modal-footer button[name='action_dismiss']:enabled",
            run: "click",
        },
        {
            content: "the warning is gone",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(.alert-warning))",
        },
        {
            trigger: ".o_form_view .o_form_statusbar button:contains(同意):visible",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit 材料齐全，符合规定",
        },
        {
            trigger: ".modal-footer button[name='action_apply']:enabled",
            run: "click",
        },
        {
            content: "it goes on to the committee",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='current_organ_id']:contains(南湖社区党委)",
            // A busy machine takes its time to write the reviews down.
            timeout: 30000,
        },
    ],
});

// 党委书记：会议审议，形成决议
tours.add("collective_economy.committee_reviews", {
    steps: () => [
        openFromTheDesk,
        {
            content: "what the department found can be read",
            trigger: ".o_notebook .nav-link:contains(办理过程)",
            run: "click",
        },
        {trigger: ".o_form_view .o_data_row:contains(材料齐全，符合规定)"},
        ...convene("2026/03/02", MATTER),
        ...hold(),
        {
            content: "back on his desk nothing of it waits for the committee",
            trigger: ".o_menu_sections [data-menu-xmlid='community_base.menu_home']",
            run: "click",
        },
        {
            trigger: `.o_community_home:not(:has([data-group='coop_reviews'] .o_community_home_item:contains(${MATTER})))`,
        },
    ],
});
