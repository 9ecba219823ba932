/**
 * Writes src/sayso/data/dates.json: how each of the product's languages writes a
 * day, month by month, as Unicode CLDR has it (`{d}` day, `{y}` year).
 *
 *     node scripts/build_dates.mjs
 *
 * Run it after adding a language. Months come with their case and order, so that
 * nothing has to be put together at run time.
 */
import { readdirSync, writeFileSync } from "node:fs";

const data = new URL("../src/sayso/data/", import.meta.url);
const languages = readdirSync(new URL("languages/", data))
  .filter((file) => file.endsWith(".toml"))
  .map((file) => file.slice(0, -5))
  .sort();

const patterns = {};
for (const language of languages) {
  const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { dateStyle: "long", timeZone: "UTC" });
  patterns[language] = Array.from({ length: 12 }, (_, month) =>
    format
      .formatToParts(Date.UTC(2026, month, 24))
      .map(({ type, value }) => (type === "day" ? "{d}" : type === "year" ? "{y}" : value))
      .join(""),
  );
}
writeFileSync(new URL("dates.json", data), `${JSON.stringify(patterns, null, 1)}\n`);
