import {stepUtils} from "@web_tour/tour_utils";

const MODULE = "community_base";

/** Steps that open a menu entry of the suite, by external ids without the addon. */
export function openMenu(section, item) {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the suite",
            trigger: `.o_app[data-menu-xmlid='${MODULE}.menu_root']`,
            run: "click",
        },
        {
            content: "the suite is open",
            trigger: ".o_menu_brand:contains(社区治理)",
        },
        {
            content: `open the section ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid='${MODULE}.${section}']`,
            run: "click",
        },
        {
            content: `open ${item}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid='${MODULE}.${item}']`,
            run: "click",
        },
    ];
}

/** Steps that choose a record by what a user types: its name, or pinyin initials. */
export function choose(field, text, label, inside = ".o_form_view") {
    return [
        {
            content: `look for ${text}`,
            trigger: `${inside} .o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `choose ${label}`,
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) > a:contains(${label})`,
            run: "click",
        },
        {
            content: `${label} is chosen`,
            trigger: `${inside} .o_field_widget[name='${field}'] input:value(${label})`,
        },
    ];
}

/** Steps that search a list by its first search field. */
export function searchFor(text) {
    return [
        {
            content: `search for ${text}`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        {
            trigger: `.o_searchview_autocomplete .o-dropdown-item:first, .o_searchview_autocomplete .dropdown-item:first`,
            run: "click",
        },
        {
            content: "the search is shown as a facet",
            trigger: `.o_searchview_facet:contains(${text})`,
        },
    ];
}

/** A step that presses a button of the form, by its name and what is written on it. */
export function press(name, label = "") {
    return {
        content: `press ${label || name}`,
        trigger: `.o_form_view button[name='${name}']:enabled${
            label && `:contains(${label})`
        }`,
        run: "click",
    };
}

export const confirm = {
    content: "it asks once more",
    trigger: ".modal-footer .btn-primary",
    run: "click",
};

/** A step that turns to a page of the form's notebook. */
export function turnTo(page) {
    return {
        content: `turn to ${page}`,
        trigger: `.o_notebook .nav-link[name='${page}']`,
        run: "click",
    };
}

/** A step that waits until the form's record is in a state. */
export function reached(state) {
    return {
        content: `it is ${state}`,
        trigger: `body:not(:has(.modal)) .o_form_view .o_arrow_button_current[data-value='${state}']`,
    };
}

/** Choose a file as a person does in the dialog of the system. */
export function upload(name) {
    return ({anchor}) => {
        const files = new DataTransfer();
        files.items.add(new File(["x"], name, {type: "text/plain"}));
        const input = anchor.querySelector("input[type='file']");
        input.files = files.files;
        input.dispatchEvent(new Event("change"));
    };
}
