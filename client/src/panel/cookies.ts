/** The cookie list: what is kept on the device, by whom, what for and for how long. */
import type { CookieRow, CookieSection } from "../payload";
import { element } from "../shared-ui/element";
import { paragraph } from "./parts";
import { payload, text } from "./texts";

const COLUMNS = ["name", "host", "provider", "purpose", "lifetime", "party"] as const;

export function cookieList(): HTMLElement[] {
  return [
    paragraph(text("cookies.intro")),
    paragraph(text("cookies.parties")),
    paragraph(text("cookies.uses")),
    ...payload.cookies.map(section),
  ];
}

function section({ title, text: words, cookies }: CookieSection, index: number): HTMLElement {
  const id = `list${index}`;
  return element(
    "section",
    {},
    element("h3", { id }, title),
    paragraph(words),
    cookies.length ? table(cookies, id) : paragraph(text("cookies.none"), "quiet"),
  );
}

/** Roles are spelled out because the narrow layout's `display` would take them away. */
function table(cookies: readonly CookieRow[], labelledBy: string): HTMLElement {
  const label = (column: string): string => text(`cookies.${column}`);
  const heads = COLUMNS.map((column) =>
    element("th", { role: "columnheader", scope: "col" }, label(column)),
  );
  const rows = cookies.map((cookie) =>
    element(
      "tr",
      { role: "row" },
      ...COLUMNS.map((column) => {
        const words = column === "party" ? label(cookie.party) : cookie[column];
        return column === "name"
          ? element("th", { role: "rowheader", scope: "row", dir: "ltr" }, words)
          : element("td", { role: "cell", "data-label": label(column) }, element("bdi", {}, words));
      }),
    ),
  );
  return element(
    "table",
    { role: "table", "aria-labelledby": labelledBy },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
    element("tbody", { role: "rowgroup" }, ...rows),
  );
}
