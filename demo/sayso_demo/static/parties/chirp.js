// Chirp, an invented social network. Shows its conversation in the box made for it.
(() => {
  const home = new URL(document.currentScript.src).origin;
  new Image().src = `${home}/ran?script=widget.js`;

  for (const box of document.querySelectorAll("[data-chirp]")) {
    const frame = document.createElement("iframe");
    frame.src = `${home}/conversation?page=${encodeURIComponent(location.pathname)}`;
    frame.title = "Conversation on Chirp";
    box.append(frame);
  }
})();
