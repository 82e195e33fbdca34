/** A step that presses what leads to another page of the portal. */
export function go(trigger, content = "") {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

/** A step that types into a field of the page. */
export function type(name, text) {
    return {trigger: `#wrap [name='${name}']`, run: `edit ${text}`};
}

/** A step that chooses a file as a person does in the dialog of the system. */
export function choosePdf(paper) {
    return {
        content: `a file for ${paper}`,
        trigger: `#wrap input[type='file'][aria-label='${paper}']`,
        run({anchor}) {
            const files = new DataTransfer();
            const type = "application/pdf";
            files.items.add(new File(["%PDF-1.7 x"], `${paper}.pdf`, {type}));
            anchor.files = files.files;
            anchor.dispatchEvent(new Event("change", {bubbles: true}));
        },
    };
}

/** A step that sees that nothing lies beyond the right edge of a phone. */
export const fitsThePhone = {
    content: "nothing is cut off",
    trigger: "#wrap",
    run() {
        const {scrollWidth, clientWidth} = document.documentElement;
        if (scrollWidth > clientWidth) {
            throw new Error(`The page is ${scrollWidth} wide on ${clientWidth}`);
        }
    },
};
