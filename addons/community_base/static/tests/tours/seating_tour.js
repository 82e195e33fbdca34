import {registry} from "@web/core/registry";
import {choose, openMenu, searchFor} from "./tour_steps";

const DIALOG = ".modal .o_form_view";

const save = {
    content: "save",
    trigger: ".modal-footer .o_form_button_save:enabled",
    run: "click",
};
const closed = {content: "the dialog closes", trigger: "body:not(:has(.modal))"};

// 街道组织人事：补齐空缺的书记
registry.category("web_tour.tours").add("community_base.fill_vacancy", {
    steps: () => [
        ...openMenu("menu_organization", "menu_outlook"),
        {
            content: "the committee lacks its secretary",
            trigger:
                ".o_data_row:has([name='organ_id']:contains(北坡社区党委)):has([name='role_id']:contains(/^书记$/)) button[name='action_seat_person']",
            run: "click",
        },
        {
            content: "organ and role are filled in",
            trigger: `${DIALOG} .o_field_widget[name='role_id'] input:value(书记)`,
        },
        ...choose("person_id", "wrl", "吴若兰", DIALOG),
        save,
        closed,
        {
            content: "the secretary's seat is no longer vacant",
            trigger:
                ".o_list_view:not(:has(.o_data_row:has([name='organ_id']:contains(北坡社区党委)):has([name='role_id']:contains(/^书记$/))))",
        },
    ],
});

// 第二个书记被拒绝
registry.category("web_tour.tours").add("community_base.second_secretary", {
    steps: () => [
        ...openMenu("menu_organization", "menu_organ"),
        ...searchFor("南湖社区党委"),
        {
            trigger: ".o_data_row [name='name']:contains(南湖社区党委)",
            run: "click",
        },
        {
            content: "seat a person",
            trigger: ".o_form_view button[name='action_seat_person']",
            run: "click",
        },
        ...choose("role_id", "书记", "书记", DIALOG),
        ...choose("person_id", "吴若兰", "吴若兰", DIALOG),
        save,
        {
            content: "refused, in Chinese",
            trigger: ".modal .modal-body:contains(该职务同一时间只能由一人担任)",
        },
        {
            content: "close the message",
            trigger:
                ".modal:contains(该职务同一时间只能由一人担任) .modal-footer button:visible",
            run: "click",
        },
        {
            content: "give up",
            trigger: ".modal-footer .o_form_button_cancel:enabled",
            run: "click",
        },
        closed,
    ],
});

// 办理离任
registry.category("web_tour.tours").add("community_base.end_term", {
    steps: () => [
        ...openMenu("menu_organization", "menu_seat"),
        ...searchFor("snc"),
        {
            content: "found by the initials of his pinyin",
            trigger: ".o_data_row [name='person_id']:contains(苏念慈)",
            run: "click",
        },
        {
            content: "he is in office",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(在任)",
        },
        {
            trigger: ".o_form_view button[name='action_change']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='reason'] input`,
            run: "edit 调离（测街组〔2026〕7号）",
        },
        {
            trigger: ".modal-footer button[name='action_apply']",
            run: "click",
        },
        closed,
        {
            content: "the reason is on the form",
            trigger: ".o_form_view .o_field_widget[name='end_reason']:contains(调离)",
        },
    ],
});
