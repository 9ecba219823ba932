/**
 * Google Consent Mode v2: the same decision in the words that Google's tags
 * read, before any of them runs. Needs no `gtag`, only the queue it reads.
 */
import type { Kind } from "./plan";
import { plan } from "./site";
import { allows } from "./state";

/** Every purpose of that kind is granted; `none` if the plan has no such purpose. */
function grants(kind: Kind, none: boolean): boolean {
  const rules = plan.rules.filter((rule) => rule.kind === kind);
  return rules[0] ? rules.every((rule) => allows(rule.purpose)) : none;
}

/** The consent types of https://developers.google.com/tag-platform/security/guides/consent */
function settings() {
  const word = (granted: boolean) => (granted ? "granted" : "denied");
  const advertising = grants("targeting", false);
  const comfort = word(grants("functional", false));
  return {
    ad_storage: word(advertising),
    // Sending personal data to Google for advertising is a sale where the plan knows sales.
    ad_user_data: word(advertising && grants("sale-of-personal-data", true)),
    ad_personalization: word(advertising),
    analytics_storage: word(grants("performance", false)),
    functionality_storage: comfort,
    personalization_storage: comfort,
    security_storage: "granted",
  };
}

// Google's tags tell commands from events by their being an arguments object.
const gtag: (...command: unknown[]) => void = function () {
  const page = window as { dataLayer?: unknown[] };
  (page.dataLayer ??= []).push(arguments);
};

/** Says `default` before any tag runs and `update` when something has changed. */
export function tellGoogle(command: "default" | "update"): void {
  const now = settings();
  gtag("consent", command, now);
  gtag("set", "ads_data_redaction", now.ad_storage === "denied");
}
