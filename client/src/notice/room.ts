/**
 * Room for the notice while it is open: whatever the keyboard reaches is scrolled
 * clear of it (WCAG 2.2, 2.4.11), and the page's end can be. Margin outside the
 * root's box moves nothing within.
 */
export function makeRoom(sheet: HTMLElement): () => void {
  const { style } = document.documentElement;
  const { marginBlockEnd, scrollPaddingBlockEnd } = style;
  const fit = new ResizeObserver(() => {
    const covered = `${Math.ceil(innerHeight - sheet.getBoundingClientRect().top)}px`;
    style.marginBlockEnd = style.scrollPaddingBlockEnd = covered;
  });
  fit.observe(sheet);
  return () => {
    fit.disconnect();
    Object.assign(style, { marginBlockEnd, scrollPaddingBlockEnd });
  };
}
