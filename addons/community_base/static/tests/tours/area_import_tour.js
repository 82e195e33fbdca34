import {registry} from "@web/core/registry";
import {openMenu} from "./tour_steps";

const preview = [
    ...openMenu("menu_configuration", "menu_area_import"),
    {
        content: "the dialog has a Chinese title",
        trigger: ".modal .modal-title:contains(导入区划清单)",
    },
    {
        content: "the list of Bao'an that comes with the program is chosen",
        trigger: ".modal .o_field_widget[name='shipped_list'] input:value(宝安区)",
    },
    {
        content: "see what it changes",
        trigger: ".modal button[name='action_preview']:enabled",
        run: "click",
    },
];
const load = {
    content: "load it",
    trigger: ".modal button[name='action_apply']:enabled",
    run: "click",
};

// 管理员导入区划清单
registry.category("web_tour.tours").add("community_base.load_district", {
    steps: () => [
        ...preview,
        {
            content: "all areas of the list are new",
            trigger: ".modal .o_field_widget[name='new_count']:contains(153)",
        },
        {
            content: "the streets are there by name",
            trigger: ".modal .o_data_row:contains(新安街道):contains(新增)",
        },
        load,
        {
            content: "it says what was done",
            trigger: ".modal .o_field_widget[name='message']:contains(新增 153 个区域)",
        },
        {
            content: "look at the areas",
            trigger: ".modal button[name='action_show_result']:enabled",
            run: "click",
        },
        {
            content: "the areas are listed",
            trigger: ".o_list_view .o_data_row:contains(宝安区)",
        },
    ],
});

// 再导入一次，什么也不变
registry.category("web_tour.tours").add("community_base.load_district_again", {
    steps: () => [
        ...preview,
        {
            content: "nothing changes",
            trigger: ".modal .o_field_widget[name='same_count']:contains(153)",
        },
        {
            content: "nothing is new",
            trigger: ".modal:not(:has(.o_field_widget[name='new_count']:visible))",
        },
        load,
        {
            content: "it says that nothing was done",
            trigger: ".modal .o_field_widget[name='message']:contains(新增 0 个区域)",
        },
        {
            content: "close",
            trigger: ".modal-footer button:contains(关闭)",
            run: "click",
        },
        {content: "closed", trigger: "body:not(:has(.modal))"},
    ],
});
