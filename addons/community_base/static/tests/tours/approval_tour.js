import {registry} from "@web/core/registry";

// 党委书记：从工作台审批一笔小额支出
registry.category("web_tour.tours").add("community_base.approve_small_expense", {
    steps: () => [
        {
            content: "it waits on the first page",
            trigger:
                ".o_community_home [data-group='matters'] .o_community_home_item:contains(购买打印纸)",
            run: "click",
        },
        {
            content: "the matter opens, with its amount",
            trigger: ".o_form_view .o_field_widget[name='amount']:contains(800.00)",
        },
        {
            content: "the first button approves",
            trigger: ".o_form_view .o_form_statusbar .btn-primary:visible",
            run: "click",
        },
        {
            content: "the dialog shows what is decided",
            trigger:
                ".modal .o_field_widget[name='step_ids'] .o_data_row:contains(购买打印纸)",
        },
        {
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit 同意，据实报销",
        },
        {
            trigger: ".modal-footer button[name='action_apply']",
            run: "click",
        },
        {
            content: "it is done, and no longer waits for him",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_arrow_button_current[data-value='closed']",
        },
        {
            content: "back to the first page",
            trigger: ".o_menu_sections [data-menu-xmlid='community_base.menu_home']",
            run: "click",
        },
        {
            content: "where nothing of it is left",
            trigger: ".o_community_home:not(:has([data-group='matters']))",
        },
    ],
});
