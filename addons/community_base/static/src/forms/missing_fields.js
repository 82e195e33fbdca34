import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";
import { Record } from "@web/model/relational_model/record";

/** The client's own notice has no Chinese and does not say where to look. */
patch(Record.prototype, {
    _displayInvalidFieldNotification() {
        return this.model.notification.add(_t("Please fill in what is marked in red."), {
            type: "danger",
        });
    },
});
