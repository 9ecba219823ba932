/** What the server put into this bundle. */
import type { PanelPayload } from "../payload";

export const payload = __SAYSO_PAYLOAD__ as PanelPayload;

/** Returns the words under *key*, or nothing rather than a gap that throws. */
export const text = (key: string): string => payload.texts[key] ?? "";
