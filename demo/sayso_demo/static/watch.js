// Keeps the page "What the trackers saw" fresh while somebody looks at it.
(() => {
  const seen = document.getElementById("seen");
  let before = "";
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const now = await (await fetch("/seen")).text();
      if (now !== before) seen.innerHTML = now;
      before = now;
    } catch {
      // The demo was stopped; the page keeps what it shows.
    }
  }, 2000);
})();
