import {choosePdf, go, type} from "./portal_steps";
import {registry} from "@web/core/registry";

const SUBMIT = "#wrap button[name='submit']:contains(报审)";

// 董事长：在门户上报审资产出租
registry.category("web_tour.tours").add("collective_economy.board_submits", {
    steps: () => [
        go(
            ".o_portal_my_home a[href='/my/coop']:contains(公司报审事项)",
            "the way is there, though there is no matter yet"
        ),
        {
            content: "nothing is under way",
            trigger: "#wrap:contains(南湖股份合作公司):not(:has(.list-group-item))",
        },
        go("#wrap a.btn-primary:contains(报审新事项)"),
        go(
            "#wrap .border:contains(6. 资产出租) button:contains(拟报)",
            "choose from the supervision list"
        ),
        type("name", "东塘仓库出租"),
        type("amount", "400000"),
        type("months", "36"),
        go(SUBMIT, "hand it in without its papers"),
        {
            content: "it says which are missing",
            trigger: "#wrap .alert-danger:contains(招租方案)",
        },
        {
            content: "and what was typed is still there",
            trigger: "#wrap [name='name']:value(东塘仓库出租)",
        },
        {trigger: "#wrap [name='amount']:value(400000)"},
        choosePdf("招租方案"),
        type("description", "公开招租，底价每平方米45元"),
        go("#wrap .border:contains(招租方案) button:contains(上传)"),
        {
            content: "the file is there",
            trigger: "#wrap .border:contains(招租方案) a:contains(招租方案.pdf)",
        },
        {
            content: "what was typed beside it as well",
            trigger: "#wrap [name='description']:value(底价每平方米45元)",
        },
        {
            content: "one is still missing",
            trigger: "#wrap .text-warning-emphasis:contains(租赁合同草案)",
        },
        choosePdf("租赁合同草案"),
        go(SUBMIT, "the last one goes with it"),
        {
            content: "it lies with the department",
            trigger:
                "#wrap .alert-info:contains(职能部门把关):contains(东街道集体经济办)",
        },
        {
            content: "what comes then is shown as well",
            trigger: "#wrap .list-group-item:contains(党委会议审议):contains(未开始)",
        },
        {
            content: "nothing can be changed any more",
            trigger: "#wrap:not(:has([name='amount'], [name='submit']))",
        },
        go(".o_portal_submenu a[href='/my/coop']"),
        {
            content: "the list says where it is",
            trigger:
                "#wrap .list-group-item:contains(东塘仓库出租):contains(东街道集体经济办):contains(办理中)",
        },
    ],
});
