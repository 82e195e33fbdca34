import {registry} from "@web/core/registry";
import {openMenu, searchFor} from "./tour_steps";

// 审计：只看不改
registry.category("web_tour.tours").add("community_base.auditor_reads", {
    steps: () => [
        ...openMenu("menu_organization", "menu_organ"),
        {
            content: "organs are listed and none can be made",
            trigger: ".o_list_view:not(:has(.o_list_button_add))",
        },
        ...searchFor("南湖社区党委"),
        {
            trigger: ".o_data_row [name='name']:contains(南湖社区党委)",
            run: "click",
        },
        {
            content: "the members are shown",
            trigger: ".o_form_view [name='current_seat_ids']:contains(苏念慈)",
        },
        {
            content: "nobody can be seated, nothing edited",
            trigger:
                ".o_form_view:not(:has(button[name='action_seat_person'])):has(.o_form_readonly)",
        },
        {trigger: "body:not(:has(.o_form_button_create))"},
        {
            content: "go to the history of its seats",
            trigger: "button[name='action_view_seats']",
            run: "click",
        },
        {
            content: "a seat of years ago is there",
            trigger: ".o_list_view .o_data_row:contains(前任书记):contains(已离任)",
        },
        {
            content: "no seat can be made, ended or voided",
            trigger: ".o_list_view:not(:has(.o_list_button_add))",
        },
        {
            trigger: ".o_data_row:contains(前任书记) [name='person_id']",
            run: "click",
        },
        {
            content: "not on the form either",
            trigger:
                ".o_form_view:not(:has(button[name='action_change'])):has(.o_form_readonly)",
        },
        ...openMenu("menu_organization", "menu_area"),
        {
            content: "areas are listed and none can be made",
            trigger:
                ".o_list_view:not(:has(.o_list_button_add)) .o_data_row:contains(南湖社区)",
        },
    ],
});
