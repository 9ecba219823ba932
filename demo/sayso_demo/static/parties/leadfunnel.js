// Leadfunnel, an invented seller of contact lists. Remembers what was read until a form is sent.
(() => {
  const home = new URL(document.currentScript.src).origin;
  new Image().src = `${home}/ran?script=px.js`;

  const known = /(?:^|; )_lf=([^;]+)/.exec(document.cookie);
  const id = known ? known[1] : crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  document.cookie = `_lf=${id}; Path=/; Max-Age=7776000; SameSite=Lax`;

  const event = document.querySelector("[data-lead]") ? "form" : "view";
  const query = new URLSearchParams({ id, event, page: location.pathname });
  new Image().src = `${home}/px.gif?${query}`;
})();
