import {registry} from "@web/core/registry";
import {openMenu} from "./tour_steps";

// 党委书记：工作台上看到自己的任职，由此进入本组织
registry.category("web_tour.tours").add("community_base.desk_leads_to_my_organ", {
    steps: () => [
        {
            content: "after login the desk is there and knows who it is",
            trigger: ".o_community_home:contains(温如海)",
        },
        {
            content: "his area is on it",
            trigger: ".o_community_home [data-section='areas']:contains(南湖社区)",
        },
        {
            content: "his seat is on it, with role and term",
            trigger:
                ".o_community_home_seat:contains(南湖社区党委):contains(书记):contains(2024)",
            run: "click",
        },
        {
            content: "it leads to his committee",
            trigger: ".o_form_view .o_field_widget[name='name']:contains(南湖社区党委)",
        },
        {
            content: "with its members",
            trigger: ".o_form_view [name='current_seat_ids']:contains(苏念慈)",
        },
        {
            content: "where he seats nobody himself",
            trigger: ".o_form_view:not(:has(button[name='action_seat_person']))",
        },
        ...openMenu("menu_organization", "menu_area"),
        {
            content: "of the areas he can open all",
            trigger: ".o_list_view .o_data_row:contains(南湖社区)",
        },
        {
            content: "and comes back to his desk by the menu",
            trigger: ".o_menu_sections [data-menu-xmlid='community_base.menu_home']",
            run: "click",
        },
        {
            content: "back on the desk",
            trigger: ".o_community_home",
        },
    ],
});
