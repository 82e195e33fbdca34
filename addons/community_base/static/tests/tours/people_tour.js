import {registry} from "@web/core/registry";
import {openMenu, searchFor} from "./tour_steps";

// 社区工作人员：只找得到本社区的人员信息
registry.category("web_tour.tours").add("community_base.search_people", {
    steps: () => [
        ...openMenu("menu_organization", "menu_person"),
        {
            content: "his own community's people are listed, with numbers masked",
            trigger:
                ".o_list_view .o_data_row:contains(何守一) [name='phone_masked']:contains(/^138\\*+/)",
        },
        {
            content: "nobody of the other community is",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(邻社区人)))",
        },
        ...searchFor("hsy"),
        {
            content: "found by the initials of the pinyin",
            trigger: ".o_list_view .o_data_row:contains(何守一)",
        },
        {
            content: "forget the search",
            trigger: ".o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {trigger: ".o_searchview:not(:has(.o_searchview_facet))"},
        ...searchFor("邻社区人"),
        {
            content: "a name of the other community finds no file",
            trigger:
                ".o_view_nocontent, .o_list_view:not(:has(.o_data_row:contains(邻社区人)))",
        },
        {
            content: "forget the search",
            trigger: ".o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {trigger: ".o_searchview:not(:has(.o_searchview_facet))"},
        {
            content: "open a file of his own",
            trigger: ".o_list_view .o_data_row:contains(何守一) [name='name']",
            run: "click",
        },
        {
            content: "there the whole number stands",
            trigger:
                ".o_form_view .o_field_widget[name='phone'] input:value(13800138001)",
        },
    ],
});
