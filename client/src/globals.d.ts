/** What the build and the server put in place of names. */

/**
 * Stands in every built file exactly once; the server replaces it with JSON.
 * Cast it to the payload type of the bundle it stands in.
 */
declare const __SAYSO_PAYLOAD__: unknown;

/** The build minifies a style sheet and hands over its text. */
declare module "*.css" {
  const text: string;
  export default text;
}
