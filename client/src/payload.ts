/** What the server puts into each bundle. `sayso/app/variants.py` writes it. */
import type { Plan } from "./plan";

/** A third party's (or the site's own) thing that a page loads. */
export interface ServiceEntry {
  readonly id: string;
  /** All of these must be granted before it runs. */
  readonly purposes: readonly string[];
  /** `host` or `host/path-prefix`; a host covers its subdomains. */
  readonly urls: readonly string[];
  /** Cookie names, exact or with a trailing `*`, that withdrawal clears. */
  readonly cookies?: readonly string[];
  /** Keys of local and session storage, likewise. */
  readonly storage?: readonly string[];
}

/** In `sayso.js`, on every page view: keep it small. */
export interface CorePayload {
  readonly plan: Plan;
  readonly services: readonly ServiceEntry[];
  /** The request for this script carried `Sec-GPC: 1`. */
  readonly gpc: boolean;
  /** Drive Google Consent Mode v2. */
  readonly gcm: boolean;
  /** Parent domain for the cookie when the scope is a group of properties. */
  readonly cookieDomain?: string;
  /** There if third parties that no service names are held: the hosts that are none. */
  readonly firstParty?: readonly string[];
  /** File names beside this script. */
  readonly notice: string;
  readonly late: string;
}

export type Texts = Readonly<Record<string, string>>;

/** In `late-….js`: loaded on every page, once it is drawn. */
export interface LatePayload {
  /** BCP 47 tag of the texts, and its direction. */
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  /** File name beside the script. */
  readonly panel: string;
  /** Label of the floating control that opens the preference center again. */
  readonly reopen: string;
  /** `embed.title`, `embed.text` and `embed.button`, with `{service}` to fill in. */
  readonly texts: Texts;
  /** Service ids to names a visitor knows, where the two differ. */
  readonly names: Readonly<Record<string, string>>;
}

/** In `notice-….js`: loaded only when the page must speak first. */
export interface NoticePayload {
  readonly texts: Texts;
  /** Publisher's privacy policy, or null. */
  readonly policyUrl: string | null;
}

export interface PurposeView {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** One switch and heading: a group of purposes, or a purpose of its own. */
export interface GroupView {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Strictly necessary: always active, no switch. */
  readonly locked: boolean;
  readonly purposes: readonly PurposeView[];
}

export interface CookieRow {
  readonly name: string;
  readonly host: string;
  readonly provider: string;
  readonly purpose: string;
  readonly lifetime: string;
  readonly party: "first" | "third";
}

export interface CookieSection {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly cookies: readonly CookieRow[];
}

/** In `panel-….js`: preference centre and cookie list, loaded when opened. */
export interface PanelPayload {
  readonly texts: Texts;
  readonly groups: readonly GroupView[];
  readonly cookies: readonly CookieSection[];
  readonly policyUrl: string | null;
  readonly legalEmail: string | null;
}
