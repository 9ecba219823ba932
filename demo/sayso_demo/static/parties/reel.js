// Reel Video, an invented video host. Runs inside its own frame.
(() => {
  const home = new URL(document.currentScript.src).origin;
  new Image().src = `${home}/ran?script=player.js`;

  const film = location.pathname;
  const progress = document.querySelector("progress");
  const play = document.querySelector("button");
  // A browser may keep storage from frames of other sites.
  const kept = (act) => { try { return act(); } catch { return null; } };
  let seconds = Number(kept(() => localStorage.getItem("reel_progress")) ?? 0);
  let timer = 0;
  const show = () => {
    progress.value = seconds % 60;
    kept(() => localStorage.setItem("reel_progress", String(seconds)));
  };
  play.addEventListener("click", () => {
    const playing = timer === 0;
    document.body.classList.toggle("playing", playing);
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    clearInterval(timer);
    timer = playing ? setInterval(() => { seconds += 1; show(); }, 1000) : 0;
  });
  document.body.dataset.film = film;
  show();
})();
