// Pulse Metrics, an invented analytics company. Keeps an id and a counter, reports the page.
(() => {
  const home = new URL(document.currentScript.src).origin;
  new Image().src = `${home}/ran?script=p.js`;

  const known = /(?:^|; )_pulse=([^;]+)/.exec(document.cookie);
  const id = known ? known[1] : crypto.getRandomValues(new Uint32Array(2)).join("-");
  document.cookie = `_pulse=${id}; Path=/; Max-Age=34128000; SameSite=Lax`;
  const visits = Number(localStorage.getItem("_pulse_visits") ?? 0) + 1;
  localStorage.setItem("_pulse_visits", String(visits));

  const report = new URLSearchParams({ id, visits, path: location.pathname, width: innerWidth });
  fetch(`${home}/collect?${report}`, { method: "POST", mode: "no-cors", keepalive: true });
})();
