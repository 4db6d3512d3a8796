// The live connection: says how it is, brings it up when it could not be opened, gives it up when nothing is heard, and reads the list
// anew when the server says that too much was missed. htmx's SSE extension reconnects and resumes after the last id by itself.
"use strict";
(() => {
  const SILENCE = 45_000; // three heartbeats
  const OFFLINE_AFTER = 20_000;
  const words = { live: "Live", reconnecting: "Reconnecting…", offline: "Offline" };
  const live = document.getElementById("live");
  if (!live) return;

  let connection = null;
  let lastId = null;
  let openingFailed = 0;
  let silence = 0;
  let offline = 0;
  let refreshing = 0;

  function show(state) {
    const badge = document.getElementById("connection");
    const text = document.getElementById("connection-text");
    badge.hidden = false;
    if (badge.dataset.state === state) return;
    badge.dataset.state = state;
    text.textContent = words[state];
    clearTimeout(offline);
    if (state === "reconnecting") offline = setTimeout(() => show("offline"), OFFLINE_AFTER);
  }

  function lost() {
    if (document.getElementById("connection").dataset.state !== "offline") show(navigator.onLine ? "reconnecting" : "offline");
  }

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(() => { lost(); connection?.reader?.cancel(); }, SILENCE);
  }

  /** Many pages may be told at the same moment; they come one after the other. */
  function readAnewSoon() {
    clearTimeout(refreshing);
    refreshing = setTimeout(async () => {
      if (document.hidden) {
        document.addEventListener("visibilitychange", readAnewSoon, { once: true });
        return;
      }
      await itemsPage.readAnew();
    }, Math.random() * 1_000);
  }

  function openAgainSoon() {
    if (live._htmx?.sse) return;
    lost();
    const delay = Math.min(10_000, 500 * 2 ** openingFailed++) * (0.5 + Math.random() / 2);
    setTimeout(() => htmx.trigger(live, "connect"), delay);
  }

  live.addEventListener("htmx:config:request", event => {
    if (lastId) event.detail.ctx.request.headers["Last-Event-ID"] = lastId;
  });
  live.addEventListener("htmx:before:response", event => {
    const { ctx } = event.detail;
    if (ctx.response.status !== 200) event.preventDefault(); // no stream, and nothing to show in the list
  });
  live.addEventListener("htmx:finally:request", openAgainSoon);
  live.addEventListener("htmx:sse:before:connection", event => { connection = event.detail.connection; if (connection.attempt > 0) lost(); });
  live.addEventListener("htmx:sse:after:connection", event => { connection = event.detail.connection; openingFailed = 0; heard(); });
  live.addEventListener("htmx:sse:error", lost);
  live.addEventListener("htmx:sse:close", () => { connection = null; lost(); setTimeout(openAgainSoon); });
  live.addEventListener("htmx:sse:before:message", event => {
    heard();
    if (event.detail.message.id) lastId = event.detail.message.id;
  });
  live.addEventListener("state", event => show(event.detail.data));
  live.addEventListener("refresh", readAnewSoon);
  window.addEventListener("offline", () => show("offline"));
  window.addEventListener("online", () => { show("reconnecting"); connection?.reader?.cancel(); });
  show("reconnecting");
})();
