import {registry} from "@web/core/registry";
import {choose, confirm, openMenu, press, reached, turnTo, upload} from "./tour_steps";

const ITEMS = ".o_field_widget[name='item_ids']";

// 社区工作人员：从列入议题到会议结束
registry.category("web_tour.tours").add("community_base.hold_meeting", {
    steps: () => [
        ...openMenu("menu_matters", "menu_meeting"),
        {
            trigger: ".o_control_panel .o_list_button_add",
            run: "click",
        },
        ...choose("organ_id", "南湖社区党委", "南湖社区党委"),
        {
            content: "who chairs is proposed",
            trigger: ".o_field_widget[name='chair_id'] input:value(温如海)",
        },
        {
            content: "the day is today",
            trigger: ".o_field_widget[name='date'] :is(input, button)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='date'] input",
            run: "edit 2026/03/02 && press Enter",
        },
        {
            content: "two matters wait for the organ",
            trigger: ".o_field_widget[name='waiting_count']:contains(2)",
        },
        press("action_take_up"),
        {
            content: "they are on the agenda",
            trigger: `${ITEMS}:has(.o_data_row:contains(改造南湖社区公园)):has(.o_data_row:contains(慰问困难党员))`,
        },
        press("action_convene"),
        confirm,
        reached("convened"),
        {
            content: "the day that was told stands",
            trigger: ".o_field_widget[name='date'].o_readonly_modifier",
        },
        press("action_open"),
        reached("open"),
        turnTo("roll"),
        press("action_all_present"),
        {
            content: "all three have signed in",
            trigger: ".o_field_widget[name='present_count']:contains(3)",
        },
        turnTo("agenda"),
        press("action_fill_votes"),
        {
            content: "three votes on each item",
            trigger: `${ITEMS}:not(:has(.o_data_row [name='vote_words']:not(:contains(3))))`,
        },
        turnTo("minutes"),
        {
            content: "the signed scan stands for the members' own word",
            trigger: ".o_field_widget[name='scan_ids'] .o_file_input",
            run: upload("签字扫描件.txt"),
        },
        {
            trigger:
                ".o_field_widget[name='scan_ids'] .o_attachment:contains(签字扫描件)",
            // A busy machine takes its time to store a file.
            timeout: 30000,
        },
        press("action_close"),
        confirm,
        reached("closed"),
        {
            content: "nothing is added to what the votes rest on",
            trigger:
                ".o_field_widget[name='scan_ids']:not(:has(.o_file_input)):contains(签字扫描件)",
        },
        turnTo("resolutions"),
        {
            content: "the resolutions are numbered",
            trigger:
                ".o_field_widget[name='resolution_ids']:has(.o_data_row:contains(南湖党〔2026〕1号)):has(.o_data_row:contains(南湖党〔2026〕2号))",
        },
    ],
});
