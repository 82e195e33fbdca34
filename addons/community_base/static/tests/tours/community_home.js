import { registry } from "@web/core/registry";

/** The first page comes by itself after login, and what it shows opens. */
registry.category("web_tour.tours").add("community_home", {
    steps: () => [
        {
            content: "the page is the first thing to see, and speaks Chinese",
            trigger: ".o_community_home h1:contains(您好)",
        },
        {
            trigger: ".o_community_home time:contains(年):contains(星期)",
        },
        {
            content: "something waits and is late",
            trigger: ".o_community_home_tallies button em",
            run: "click",
        },
        {
            content: "open what waits",
            trigger: "[data-group=activities] .o_community_home_item:first",
            run: "click",
        },
        {
            content: "the organ behind it, and back",
            trigger: ".o_form_view",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a",
            run: "click",
        },
        {
            content: "a figure of an area opens the list behind it",
            trigger: "[data-section=areas] button.o_community_home_figure:first",
            run: "click",
        },
        {
            trigger: ".o_list_view",
        },
    ],
});

/** An officer seats somebody in a vacancy without leaving the page. */
registry.category("web_tour.tours").add("community_home_vacancy", {
    steps: () => [
        {
            trigger: "[data-group=vacancy] .o_community_home_shortcut:first",
            run: "click",
        },
        {
            content: "organ and role are filled in",
            trigger: ".modal .o_field_widget[name=role_id] input:value(/./)",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_community_home [data-group=vacancy]",
        },
    ],
});
