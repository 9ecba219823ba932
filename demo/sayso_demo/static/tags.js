// The publication's vendor tags, as their makers tell sites to install them: a snippet each
// that inserts an ordinary, unmarked script element. Nobody re-tagged anything for Sayso;
// its gate knows these by their address.
//
// They are inserted, not written into the page, because a browser's preload scanner fetches
// what is written before any script of the page can have a say.
(() => {
  const port = location.port && `:${location.port}`;
  const first = document.scripts[0];

  // Analytics: before the page's first script, as early as it can be.
  const pulse = document.createElement("script");
  pulse.async = true;
  pulse.src = `//pulse.localhost${port}/p.js`;
  first.parentNode.insertBefore(pulse, first);

  // The ad exchange: at the end of head.
  const exchange = document.createElement("script");
  exchange.async = true;
  exchange.src = `//adex.localhost${port}/ad.js`;
  document.head.appendChild(exchange);

  addEventListener("DOMContentLoaded", () => {
    // The lead pixel: on every page.
    const pixel = document.createElement("script");
    pixel.src = `//leads.localhost${port}/px.js`;
    document.body.appendChild(pixel);

    // The reading aid: only where there is something to read.
    if (!document.querySelector("[data-aloud]")) return;
    const aloud = document.createElement("script");
    aloud.src = `//aloud.localhost${port}/listen.js`;
    document.body.append(aloud);
  });
})();
