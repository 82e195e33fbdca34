import {registry} from "@web/core/registry";
import {press, turnTo} from "./tour_steps";

const BALLOT = ".o_community_ballot";

/** Steps that cast the paper in hand and note down its receipt. */
function cast(choice) {
    return [
        {
            content: "nothing is cast before something is chosen",
            trigger: `${BALLOT} .o_community_ballot_cast:disabled`,
        },
        {
            content: "choose",
            trigger: `${BALLOT} [data-choice='${choice}']`,
            run: "click",
        },
        {
            content: "cast it",
            trigger: `${BALLOT} .o_community_ballot_cast:enabled`,
            run: "click",
        },
        {
            content: "the receipt is shown",
            trigger: `${BALLOT} .o_community_ballot_receipt`,
        },
    ];
}

// 居民代表：无记名投票，先投自己的票，再投受托的票
registry.category("web_tour.tours").add("community_base.cast_ballots", {
    steps: () => [
        turnTo("agenda"),
        press("action_open_ballot", "去投票"),
        {
            content: "his own paper comes first",
            trigger: `${BALLOT}:not(:has(.alert-info))`,
        },
        ...cast("yes"),
        {
            content: "and then that of whom he stands for",
            trigger: `${BALLOT} .o_community_ballot_next`,
            run: "click",
        },
        {
            content: "it says whose it is",
            trigger: `${BALLOT} .alert-info:contains(辛八)`,
        },
        ...cast("no"),
        {
            trigger: `${BALLOT} .o_community_ballot_close`,
            run: "click",
        },
        {
            content: "there is nothing more for him to cast",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name='action_open_ballot']))",
        },
    ],
});
