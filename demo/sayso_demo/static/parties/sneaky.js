// Sneaky Insights: undeclared, and run from text that the publication's own bundle fetched.
// `home` is handed over by that bundle, because text has no address.
(() => {
  const home = window.sneakyHome;
  new Image().src = `${home}/ran?script=s.js`;
  document.cookie = "_snk=1; Path=/; Max-Age=31536000; SameSite=Lax";
  const gathered = new URLSearchParams({
    screen: `${screen.width}x${screen.height}`,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    page: location.pathname,
  });
  new Image().src = `${home}/take?${gathered}`;
})();
