// Put into the page before anything else, the same for every client. ACCEPT is the selector of
// the client's "accept all" button.
(() => {
  const found = (window.__probe = { visible: 0, shift: 0, paint: 0, event: 0 });

  const observe = (type, see) =>
    new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({
      type,
      buffered: true,
      durationThreshold: 16,
    });
  observe("layout-shift", (entry) => {
    if (!entry.hadRecentInput) found.shift += entry.value;
  });
  observe("event", (entry) => {
    if (entry.interactionId) found.event = Math.max(found.event, entry.duration);
  });

  // A message posted in an animation frame arrives once that frame has been painted.
  const painted = (tell) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => tell(performance.now());
    port2.postMessage(0);
  };

  const opacity = (element) => {
    const above = element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
    return Number(getComputedStyle(element).opacity) * (above ? opacity(above) : 1);
  };
  const visible = (element) => {
    if (!element?.checkVisibility({ visibilityProperty: true })) return false;
    const { left, top, width, height } = element.getBoundingClientRect();
    const x = left + width / 2;
    const y = top + height / 2;
    const inside = x > 0 && y > 0 && x < innerWidth && y < innerHeight;
    return width > 0 && inside && opacity(element) >= 0.5;
  };
  const look = () => {
    if (visible(document.querySelector(ACCEPT))) painted((time) => (found.visible = time));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  addEventListener(
    "click",
    (click) =>
      requestAnimationFrame(() => painted((time) => (found.paint = time - click.timeStamp))),
    { capture: true, once: true },
  );
})();
