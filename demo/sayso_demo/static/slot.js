// Fills the ad slots. Who has granted Brightlane gets its personalized ad. Everybody else gets
// a contextual one: the exchange learns the page's topic and the refusal, and no cookie travels.
// While the question is still open, the publication's own announcement stays.
(() => {
  const exchange = `//adex.localhost${location.port && `:${location.port}`}`;
  const slots = [...document.querySelectorAll("[data-ad-topic]")];
  let shown = "house";

  function wanted() {
    if (!window.sayso) return "house";
    if (sayso.allows("brightlane")) return window.brightlane ? "personal" : "house";
    return sayso.state().ask ? "house" : "contextual";
  }

  async function contextual(topic) {
    const query = new URLSearchParams({ topic, npa: 1, rdp: 1 });
    const answer = await fetch(`${exchange}/contextual?${query}`, {
      credentials: "omit",
      referrerPolicy: "origin",
    });
    return answer.json();
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function draw(slot, ad) {
    const link = document.createElement("a");
    link.className = `ad-body ad-${ad.theme}`;
    link.href = `${exchange}/contextual/landing`;
    link.rel = "nofollow sponsored";
    const words = document.createElement("span");
    words.className = "ad-words";
    words.append(
      element("b", "ad-brand", ad.brand),
      element("span", "ad-headline", ad.headline),
      element("span", "ad-text", ad.text),
    );
    link.append(words);
    const personal = ad.kind === "personal";
    const mark = element("span", "ad-mark", personal ? "Personalized ad" : "Contextual ad");
    mark.dataset.ad = ad.kind;
    const why = personal ? `because Brightlane knows this browser as ${ad.because}` : `because this page is about ${ad.because.replace("-", " ")}`;
    mark.append(element("span", "ad-why", ` ${why}`));
    slot.querySelector(".ad-body").replaceWith(link);
    slot.querySelector(".ad-mark").replaceWith(mark);
  }

  async function fill() {
    const kind = wanted();
    if (kind === shown || kind === "house") return;
    shown = kind;
    for (const slot of slots) {
      const { adTopic } = slot.dataset;
      try {
        const ad = await (kind === "personal" ? brightlane.ad(adTopic) : contextual(adTopic));
        if (shown === kind) draw(slot, ad);
      } catch {
        // An exchange that does not answer leaves what is there.
      }
    }
  }

  for (const event of ["sayso:ready", "sayso:change", "brightlane:ready"]) {
    addEventListener(event, fill);
  }
  fill();
})();
