// Follows the webhooks: reads the rows again and again while the page is looked at, and replaces what has changed in them, and only that.
// What a person has opened, typed or focused stays: the question in a row belongs to him, and is replaced by answers to what he does only.
"use strict";
(() => {
  const EVERY = 2_000;
  const SOON = 500; // for a while after this reader did something, whose outcome he waits for
  const PATIENCE = 10_000;
  const MOST_PAUSE = 10_000;
  const OFFLINE_AFTER = 20_000;
  const words = { live: "Live", reconnecting: "Reconnecting…", offline: "Offline" };
  const list = document.getElementById("webhooks");
  if (!list) return;

  const received = new WeakMap(); // part → its HTML as it came, before anything here touched it
  let turn = 0; // one more with each answer: rows that were asked for before it are older than it
  let eager = 0;
  let failures = 0;
  let lostAt = 0;
  let asOf = new Date();
  let following = false;
  let next = 0;

  const remember = root => { for (const part of root.querySelectorAll("[data-part]")) received.set(part, part.outerHTML); };
  const askedIn = row => row.querySelector("[data-asked] [data-editing]");
  const attemptsOf = row => row.querySelector("details.attempts");

  function renew(here, fresh, added) {
    if (!here || received.get(here) === received.get(fresh)) return;
    const focused = here.contains(document.activeElement) ? document.activeElement.dataset.do ?? "" : null;
    here.replaceWith(fresh);
    added.push(fresh);
    if (focused !== null) (fresh.querySelector(`[data-do="${focused}"]`) ?? fresh.querySelector("button, a, summary"))?.focus({ preventScroll: true });
  }

  /** Makes a list hold what the fresh one does, in its order. What is there already stays the same element. */
  function reconcile(target, fresh, update, added) {
    const kept = new Set(fresh.map(element => element.id));
    for (const gone of [...target.children].filter(element => !kept.has(element.id))) leave(gone);
    let place = target.firstElementChild;
    for (const element of fresh) {
      const here = [...target.children].find(other => other.id === element.id);
      if (!here) {
        target.insertBefore(element, place);
        added.push(element);
      } else if (here === place) {
        place = place.nextElementSibling;
        update(here, element);
      } else {
        target.insertBefore(here, place);
        update(here, element);
      }
    }
  }

  function leave(row) {
    const asked = row.matches(".webhook") && askedIn(row);
    if (!asked) return row.remove();
    const note = asked.querySelector("[data-changed]");
    if (!note.textContent) note.textContent = "Somebody deleted this webhook meanwhile.";
  }

  function updateAttempts(here, fresh, added) {
    const [old, now] = [here.querySelector("[data-attempts]"), fresh.querySelector("[data-attempts]")];
    if (now.hasAttribute("data-unread")) return;
    if (old.hasAttribute("data-unread")) {
      old.replaceWith(now);
      added.push(now);
      return;
    }
    const update = (attempt, next) => {
      if (attempt.dataset.outcome === "pending" && next.dataset.outcome !== "pending") say(next.dataset.said);
      renew(attempt, next, added);
    };
    if (!now.querySelector("[data-part] .error")) reconcile(old.querySelector("ol"), [...now.querySelector("ol").children], update, added);
    renew(old.querySelector(":scope > [data-part]"), now.querySelector(":scope > [data-part]"), added);
  }

  function updateRow(here, fresh, added) {
    for (const part of ["facts", "doings"]) renew(here.querySelector(`.${part}`), fresh.querySelector(`.${part}`), added);
    updateAttempts(here, fresh, added);
    Object.assign(here.dataset, { state: fresh.dataset.state, said: fresh.dataset.said });
  }

  /** The rows as they are now. */
  function refresh(fragment) {
    const added = [];
    remember(fragment);
    const section = fragment.getElementById("hooks");
    const fresh = section.querySelector("#webhooks");
    reconcile(list, [...fresh.children], (here, row) => {
      if (here.matches(":has(.htmx-request)")) return; // about to be answered
      if (here.dataset.state !== row.dataset.state) say(row.dataset.said);
      updateRow(here, row, added);
    }, added);
    list.hidden = fresh.hidden;
    renew(document.getElementById("hooks-more"), section.querySelector("#hooks-more"), added);
    show(added);
  }

  function show(added) {
    for (const element of added) if (element.isConnected) htmx.process(element);
    if (added.length > 0) document.dispatchEvent(new CustomEvent("items:changed"));
  }

  /** The answer to what this reader did with one row. */
  function answer(row, added) {
    const here = document.getElementById(row.id);
    if (row.hasAttribute("data-gone")) {
      const near = here?.nextElementSibling ?? here?.previousElementSibling;
      here?.remove();
      (near?.querySelector("[data-do]") ?? document.querySelector("#adding summary")).focus();
      return;
    }
    if (!here) {
      list.append(row);
      list.hidden = false;
      added.push(row);
      document.getElementById("adding").open = false;
      return;
    }
    const asked = here.querySelector("[data-asked]");
    const opener = asked.contains(document.activeElement) ? asked.querySelector("form").action.split("/").pop() : null;
    updateRow(here, row, added);
    if (attemptsOf(row).open) attemptsOf(here).open = true;
    const question = row.querySelector("[data-asked]");
    asked.replaceWith(question);
    added.push(question);
    if (askedIn(here)) (question.querySelector("[autofocus]") ?? question.querySelector("a")).focus();
    else if (opener) (here.querySelector(`[data-do="${opener}"]`) ?? here.querySelector("[data-do]")).focus({ preventScroll: true });
  }

  htmx.registerExtension("webhooks", {
    handle_swap: (style, target, fragment) => {
      if (style !== "webhook") return false;
      const added = [];
      remember(fragment);
      for (const row of [...fragment.children]) answer(row, added);
      turn++;
      eager = 20;
      again(0);
      return added;
    },
    htmx_after_swap: () => document.dispatchEvent(new CustomEvent("items:changed")),
  });

  let saying = [];
  /** For those who do not see it: several things that happened at once are said together. */
  function say(text) {
    if (saying.push(text) > 1) return;
    setTimeout(() => { document.getElementById("said").textContent = saying.join(" "); saying = []; });
  }

  function state(name) {
    const badge = document.getElementById("connection");
    badge.hidden = false;
    if (badge.dataset.state === name) return;
    badge.dataset.state = name;
    document.getElementById("connection-text").textContent = words[name];
  }

  function heard() {
    [failures, lostAt, asOf] = [0, 0, new Date()];
    state("live");
    document.getElementById("stale").hidden = true;
  }

  function lost() {
    failures++;
    lostAt ||= performance.now();
    state(navigator.onLine && performance.now() - lostAt < OFFLINE_AFTER ? "reconnecting" : "offline");
    const stale = document.getElementById("stale");
    stale.textContent = `Items does not answer. This is how the webhooks were at ${asOf.toLocaleTimeString()}.`;
    stale.hidden = false;
  }

  function again(delay) {
    clearTimeout(next);
    next = setTimeout(follow, delay);
  }

  async function follow() {
    if (document.hidden || following) return; // whoever is following goes on by himself
    following = true;
    const asked = turn;
    try {
      const address = new URL(document.getElementById("hooks").dataset.rows, location.href);
      for (const details of list.querySelectorAll("details.attempts[open]")) address.searchParams.append("open", details.dataset.webhook);
      const response = await fetch(address, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE) });
      if (!response.ok) throw new Error(response.statusText);
      const template = document.createElement("template");
      template.innerHTML = await response.text();
      if (asked === turn) refresh(template.content);
      heard();
    } catch {
      lost();
    } finally {
      following = false;
      const pause = failures > 0 ? Math.min(MOST_PAUSE, EVERY * 1.5 ** failures) * (0.5 + Math.random() / 2) : eager-- > 0 ? SOON : EVERY;
      again(asked === turn ? pause : 0);
    }
  }

  document.addEventListener("visibilitychange", () => again(0));
  window.addEventListener("online", () => again(0));
  window.addEventListener("offline", lost);
  list.addEventListener("toggle", event => { if (event.target.matches("details.attempts") && event.target.open) { turn++; again(0); } }, true);

  document.addEventListener("click", async event => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const text = document.getElementById(copy.dataset.copy);
      getSelection().selectAllChildren(text); // where the clipboard is not to be had, it can be copied from here
      await navigator.clipboard?.writeText(text.textContent).then(() => { copy.textContent = "Copied"; say("Copied."); }, () => {});
    } else if (event.target.closest("[data-dismiss]")) {
      event.preventDefault();
      forget();
      document.getElementById("notice").textContent = "";
      document.querySelector("#adding summary").focus();
    }
  });

  /** A secret stays on no page that is left: also not on one that the browser keeps for going back. */
  const forget = () => document.getElementById("secret").replaceChildren();
  window.addEventListener("pagehide", forget);

  remember(document);
  state("reconnecting");
  again(0);
})();
