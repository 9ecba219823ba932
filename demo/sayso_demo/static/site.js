// Small things of the publication's own: copying a link.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.origin + location.pathname);
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }
})();
