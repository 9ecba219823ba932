// Brightlane Exchange, an invented ad company. Sells a slot by who is reading.
(() => {
  const home = new URL(document.currentScript.src).origin;
  new Image().src = `${home}/ran?script=ad.js`;

  const known = /(?:^|; )_bl_uid=([^;]+)/.exec(document.cookie);
  const uid = known ? known[1] : crypto.getRandomValues(new Uint32Array(1))[0].toString(16);
  document.cookie = `_bl_uid=${uid}; Path=/; Max-Age=34128000; SameSite=Lax`;

  window.brightlane = {
    async ad(topic) {
      const query = new URLSearchParams({ uid, topic, page: location.pathname });
      const answer = await fetch(`${home}/personal?${query}`, { credentials: "include" });
      return answer.json();
    },
  };
  dispatchEvent(new Event("brightlane:ready"));
})();
