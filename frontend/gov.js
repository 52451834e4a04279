// The modules of GOV.UK Frontend that our pages use. Every page works without them.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, createAll } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const Module of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios]) createAll(Module);
