/** Whatever a page does not need before it is drawn. Owns no state but what is on screen. */
import { uuidText } from "../choice";
import type { Start } from "../late-api";
import { clean } from "./clean";
import { standIns } from "./embeds";
import { keepUp } from "./life";
import { opener, openFromLinks } from "./open";
import { queue } from "./queue";
import { addReopen } from "./reopen";

const start: Start = (inside) => {
  const post = queue(inside);
  const { show, close, settle } = opener(inside);
  const tidy = () => {
    if (inside.choice()) clean(inside.unwanted);
  };
  tidy();
  inside.watchers.push(tidy);
  settle();
  keepUp(inside, settle);
  void inside.parsed.then(() => {
    openFromLinks(show);
    if (inside.script.dataset.saysoReopen !== "off") addReopen(() => void show("preferences"));
    const refresh = standIns(inside, post);
    inside.watchers.push(refresh);
    refresh();
  });
  const receipt = () => {
    const choice = inside.choice();
    return choice && `${inside.base}receipts/${uuidText(choice.record)}`;
  };
  return { show, close, post, receipt };
};

export default start;
