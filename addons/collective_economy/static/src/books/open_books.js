import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** Switch to the books of a cooperative, beside those that are open, and go on. */
registry.category("actions").add("collective_economy.open_books", (env, { params }) => {
    const { company_id: company, action } = params;
    const others = user.activeCompanies.map(({ id }) => id).filter((id) => id !== company);
    user.activateCompanies([company, ...others], { reload: false });
    return action;
});
