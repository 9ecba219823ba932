/** What the server put into this bundle. */
import type { LatePayload } from "../payload";

export const words = __SAYSO_PAYLOAD__ as LatePayload;
