/**
 * Google Consent Mode v2: the same decision in the words that Google's tags
 * read, before any of them runs. Needs no `gtag`, only the queue it reads.
 */
import type { Kind } from "./plan";
import { plan } from "./site";
import { allows } from "./state";

/** Granted if there is a purpose of the first kind, and all purposes of all these kinds are. */
function word(...kinds: Kind[]): "granted" | "denied" {
  const { rules } = plan;
  const there = rules.some(({ kind }) => kind === kinds[0]);
  return there && rules.every(({ kind, purpose }) => !kinds.includes(kind) || allows(purpose))
    ? "granted"
    : "denied";
}

/** The consent types of https://developers.google.com/tag-platform/security/guides/consent */
function settings() {
  const advertising = word("targeting");
  const comfort = word("functional");
  return {
    ad_storage: advertising,
    // Sending personal data to Google for advertising is a sale where the plan knows sales.
    ad_user_data: word("targeting", "sale-of-personal-data"),
    ad_personalization: advertising,
    analytics_storage: word("performance"),
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
