import {registry} from "@web/core/registry";
import {openMenu, searchFor} from "./tour_steps";

// 区级组织人事：办理更名
registry.category("web_tour.tours").add("community_base.rename_area", {
    steps: () => [
        ...openMenu("menu_organization", "menu_area"),
        ...searchFor("bpsq"),
        {
            content: "found by the initials of the pinyin",
            trigger: ".o_data_row [name='name']:contains(北坡社区)",
            run: "click",
        },
        {
            content: "change it",
            trigger: ".o_form_view .o_form_statusbar button:contains(区划变更)",
            run: "click",
        },
        {
            content: "the area is filled in",
            trigger: ".o_field_widget[name='area_ids'] .o_tag:contains(北坡社区)",
        },
        {
            trigger: ".o_field_widget[name='document'] input",
            run: "edit 测府〔2026〕9号",
        },
        {
            trigger: ".o_field_widget[name='new_name'] input",
            run: "edit 北岭社区",
        },
        {
            content: "carry it out",
            trigger: ".o_form_statusbar button[name='action_apply']",
            run: "click",
        },
        {
            content: "it asks once more",
            trigger: ".modal:contains(办结后变更不可撤回) .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is done, and says what was done",
            trigger: ".o_field_widget[name='record']:contains(北岭社区)",
        },
        {
            content: "and cannot be done twice",
            trigger: ".o_form_view:not(:has(button[name='action_apply']))",
        },
    ],
});
