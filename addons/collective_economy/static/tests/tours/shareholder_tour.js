import {fitsThePhone, go} from "./portal_steps";
import {registry} from "@web/core/registry";

const OWN = "#wrap a[href$='/certificate']";

/** See that the papers of the shareholders before and after him are not his to read. */
async function askForOthers({anchor}) {
    const [, own] = anchor.getAttribute("href").match(/shares\/(\d+)\//);
    for (const other of [Number(own) - 1, Number(own) + 1]) {
        for (const paper of ["certificate", "statement"]) {
            const answer = await fetch(`/my/shares/${other}/${paper}`);
            if (answer.status !== 404) {
                throw new Error(`${paper} of ${other}: ${answer.status}`);
            }
        }
    }
}

// 股东：在手机上看自己的股份和分红，看不到别人的
registry.category("web_tour.tours").add("collective_economy.shareholder_reads", {
    steps: () => [
        {
            content: "a shareholder oversees nothing",
            trigger:
                ".o_portal_my_home:not(:has(.o_portal_index_card:not(.d-none) :is(a[href='/my/coop'], a[href='/my/property'])))",
        },
        go(".o_portal_my_home a[href='/my/shares']:contains(我的股份)"),
        {
            content: "what he holds, and under which number",
            trigger: "#wrap:contains(南湖股份合作公司):contains(股权证号)",
        },
        {trigger: "#wrap .fs-3:contains(100)"},
        {
            content: "how it came about",
            trigger: "#wrap table:contains(期初登记)",
        },
        {
            content: "nobody else's",
            trigger: "#wrap:not(:contains(股东乙)):not(:contains(股东丙))",
        },
        fitsThePhone,
        {trigger: "#wrap a[href$='/statement']:contains(持股对账单)"},
        {
            content: "his certificate is there, that of others is not",
            trigger: OWN,
            run: askForOthers,
        },
        go(".o_portal_submenu a[href='/my/home']"),
        go(".o_portal_my_home a[href='/my/dividends']:contains(我的分红)"),
        {
            content: "what he gets, and how it comes about",
            trigger: "#wrap section:contains(2025年度):contains(800.00)",
        },
        {trigger: "#wrap section a:contains(打印分红单)"},
        {
            content: "the accounts lie open to him",
            trigger: "#wrap a[href^='/my/disclosures/']",
        },
        {
            content: "nobody else's line",
            trigger:
                "#wrap:not(:contains(股东乙)):not(:has(a[href^='/my/distributions']))",
        },
        fitsThePhone,
    ],
});
