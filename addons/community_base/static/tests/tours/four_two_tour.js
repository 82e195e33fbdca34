import {choose, confirm, press, reached, turnTo, upload} from "./tour_steps";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const SCAN = "签字扫描件.txt";

/** Steps from the matter to the meeting of the organ that is next, with its notice. */
export function convene(day, matter = "改造南湖社区公园") {
    return [
        press("action_prepare_meeting", "会议"),
        {
            content: "the matter is on the agenda",
            trigger: `.o_form_view .o_field_widget[name='item_ids'] .o_data_row:contains(${matter})`,
        },
        ...choose("chair_id", "温如海", "温如海"),
        {
            trigger: ".o_field_widget[name='date'] :is(input, button)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='date'] input",
            run: `edit ${day} && press Enter`,
        },
        {
            content: "save",
            trigger: ".o_form_view .o_form_button_save:visible",
            run: "click",
        },
        press("action_convene", "发出会议通知"),
        confirm,
        reached("convened"),
    ];
}

/** Steps from a meeting that was convened to its end: all come, all vote yes. */
export function hold() {
    return [
        press("action_open", "宣布开会"),
        reached("open"),
        turnTo("roll"),
        press("action_all_present", "全部签到"),
        {
            content: "nobody is missing",
            trigger:
                ".o_field_widget[name='attendance_ids']:has(.o_data_row):not(:has(button[name='action_present']))",
        },
        turnTo("agenda"),
        press("action_fill_votes", "各议题到会者全部赞成"),
        {
            content: "the form has the votes: what is uploaded before is lost on it",
            trigger:
                ".o_field_widget[name='item_ids']:has(.o_data_row):not(:contains(赞成 0))",
        },
        turnTo("minutes"),
        {
            trigger: ".o_field_widget[name='scan_ids'] .o_file_input",
            run: upload(SCAN),
        },
        {
            trigger:
                ".o_field_widget[name='scan_ids'] .o_attachment:contains(签字扫描件)",
            // A busy machine takes its time to store a file.
            timeout: 30000,
        },
        press("action_close", "结束会议并计票"),
        confirm,
        reached("closed"),
    ];
}

const endPage = [
    press("action_view_publications", "公示"),
    press("action_end", "结束公示"),
    reached("over"),
];

// 四议两公开，党委书记一步一步办：提交
tours.add("community_base.four_two_submit", {
    steps: () => [
        {
            content: "his draft is on the first page",
            trigger:
                ".o_community_home [data-group='unfinished'] .o_community_home_item:contains(改造南湖社区公园)",
            run: "click",
        },
        press("action_submit", "提交"),
        confirm,
        reached("running"),
    ],
});

// 提议、商议、决议：当天通知、当天开会
tours.add("community_base.four_two_meeting", {
    steps: () => [...convene("2026/03/02"), ...hold()],
});

// 审议：提前三天通知
tours.add("community_base.four_two_convene", {
    steps: () => convene("2026/03/05"),
});
tours.add("community_base.four_two_hold", {
    steps: () => [press("action_prepare_meeting", "会议"), ...hold()],
});
tours.add("community_base.four_two_decide", {
    steps: () => [...convene("2026/03/05"), ...hold()],
});

// 公示期间落实责任人
tours.add("community_base.four_two_name", {
    steps: () => [
        {
            content: "it is posted, and says that nobody is named yet",
            trigger: ".o_form_view .alert-warning",
        },
        {
            trigger: ".o_form_view button.o_community_assign",
            run: "click",
        },
        ...choose("organ_id", "南湖社区党委", "南湖社区党委", ".modal"),
        ...choose("person_id", "温如海", "温如海", ".modal"),
        {
            trigger: ".modal .o_field_widget[name='date'] :is(input, button)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='date'] input",
            run: "edit 2026/06/30 && press Enter",
        },
        {
            trigger: ".modal-footer button[name='action_apply']:visible",
            run: "click",
        },
        {
            content: "the form says who, and nothing is missing any more",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(.o_community_assign)) .o_field_widget[name='responsible_id']:contains(温如海)",
        },
    ],
});

// 公示期满，报告实施结果，附佐证材料
tours.add("community_base.four_two_report", {
    steps: () => [
        ...endPage,
        {
            content: "back to the matter",
            trigger: ".o_form_view .o_field_widget[name='matter_id'] a",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_statusbar button:contains(报告实施结果)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit 公园改造完工，验收合格",
        },
        {
            trigger: ".modal .o_field_widget[name='attachment_ids'] .o_file_input",
            run: upload("验收单.txt"),
        },
        {
            trigger:
                ".modal .o_field_widget[name='attachment_ids'] .o_attachment:contains(验收单)",
            // A busy machine takes its time to store a file.
            timeout: 30000,
        },
        {
            trigger: ".modal-footer button[name='action_apply']:visible",
            run: "click",
        },
        {
            content: "the outcome is posted as well",
            trigger:
                "body:not(:has(.modal)) .o_form_view button[name='action_view_publications']:contains(2)",
        },
    ],
});

// 第二次公示期满，办结
tours.add("community_base.four_two_close", {
    steps: () => [
        press("action_view_publications", "公示"),
        {
            content: "the newest page comes first",
            trigger: ".o_list_view .o_data_row:first .o_data_cell:first",
            run: "click",
        },
        press("action_end", "结束公示"),
        reached("over"),
    ],
});
