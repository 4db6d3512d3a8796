// Comfort: times as the reader knows them, keys, and what he is told.
"use strict";
(() => {
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const thisYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const anyYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

  function due(seconds) {
    if (seconds < 1) return "now";
    if (seconds < 90) return relative.format(Math.round(seconds), "second");
    if (seconds < 5_400) return relative.format(Math.round(seconds / 60), "minute");
    return seconds < 129_600 ? relative.format(Math.round(seconds / 3600), "hour") : null;
  }

  function past(seconds) {
    if (seconds < 45) return "just now";
    if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), "minute");
    return seconds < 86_400 ? relative.format(-Math.round(seconds / 3600), "hour") : null;
  }

  function told(at, now, isDue) {
    const seconds = (now - at) / 1000;
    const text = isDue ? due(-seconds) : past(seconds);
    if (text) return text;
    return (at.getFullYear() === now.getFullYear() ? thisYear : anyYear).format(at);
  }

  function tellTimes() {
    const now = new Date();
    for (const time of document.querySelectorAll("time")) {
      const text = told(new Date(time.dateTime), now, time.hasAttribute("data-due"));
      if (time.textContent !== text) time.textContent = text;
    }
  }

  let pending = 0;
  document.addEventListener("items:changed", () => { pending ||= requestAnimationFrame(() => { pending = 0; tellTimes(); }); });
  setInterval(tellTimes, document.querySelector(".webhooks") ? 1_000 : 30_000); // what is due soon is counted down
  tellTimes();

  document.addEventListener("keydown", event => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.target.closest?.("[data-editing]")?.querySelector("[data-cancel]")?.click();
    } else if (event.key === "Enter" && event.target.matches?.("textarea")) {
      const single = event.target.hasAttribute("data-submit-on-enter") && !event.shiftKey;
      if (single || event.ctrlKey || event.metaKey) {
        event.preventDefault();
        event.target.form.requestSubmit();
      }
    }
  });

  // A form that could not be sent at all: what was typed stays, and this is why nothing happened.
  for (const failure of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(failure, event => {
      const ctx = event.detail.ctx;
      if (!ctx || event.target.id === "live") return;
      const isFragment = ctx.response?.headers.get("Content-Type")?.startsWith("text/html");
      if (isFragment) return; // the answer explains itself
      if (ctx.response) ctx.swap = "none";
      document.getElementById("notice").textContent = "That did not work. Please try again in a moment.";
    });
  }
})();
