// Puts rows into the list, whichever way they come: live, as an answer to what this reader did, or with a whole new list.
// A row carries the seq of its state, so putting one in is idempotent: a repeated state changes nothing, an older one never
// replaces a newer one. A row that this reader is editing is never replaced by what others do; he is told.
"use strict";
(() => {
  const MOST_ROWS = 300;

  const seqOf = element => Number(element.dataset.seq || 0);
  const isDeleted = row => row.hasAttribute("data-deleted");
  const isEdited = row => row.hasAttribute("data-editing");
  const listOf = () => document.getElementById("items");
  const deleted = new Map(); // id → the row's last state, for answers that were under way meanwhile
  const rowsOf = list => [...list.children].filter(row => row.dataset.at);

  /** A change that somebody made. */
  function merge(row, added) {
    const list = listOf();
    if (!list) return;
    if (isDeleted(row)) remember(row);
    const here = document.getElementById(row.id);
    if (here) {
      if (seqOf(here) >= seqOf(row)) return;
      if (isEdited(here)) tell(here, row);
      else if (isDeleted(row)) here.remove();
      else replace(here, row, added);
    } else if (!isDeleted(row) && seqOf(row) > seqOf(list) && belongs(row, list)) {
      insert(row, list, added);
    }
  }

  function remember(row) {
    deleted.set(row.id, row);
    if (deleted.size > MOST_ROWS) deleted.delete(deleted.keys().next().value);
  }

  function replace(here, row, added) {
    const focused = here.contains(document.activeElement) ? [...here.querySelectorAll("a")].indexOf(document.activeElement) : -1;
    here.replaceWith(row);
    added.push(row);
    row.querySelectorAll("a")[focused]?.focus({ preventScroll: true });
  }

  /** Whether the list would show the item if it were read anew: it matches the search and lies between the rows that are shown. */
  function belongs(row, list) {
    const text = row.querySelector(".text")?.textContent ?? "";
    if (list.dataset.q && !text.toLocaleLowerCase().includes(list.dataset.q.trim().toLocaleLowerCase())) return false;
    const rows = rowsOf(list);
    if (list.dataset.after && (rows.length === 0 || row.dataset.at > rows[0].dataset.at)) return false;
    return list.hasAttribute("data-whole") || rows.length === 0 || row.dataset.at >= rows.at(-1).dataset.at;
  }

  function insert(row, list, added) {
    const next = rowsOf(list).find(other => other.dataset.at <= row.dataset.at);
    if (next) next.before(row);
    else list.append(row);
    added.push(row);
    trim(list);
  }

  /** A page that is left open must not grow for ever. What is cut off can be had again below. */
  function trim(list) {
    const most = Math.max(MOST_ROWS, Number(list.dataset.asked || 0));
    if (list.children.length <= most) return;
    while (list.children.length > most && !isEdited(list.lastElementChild)) list.lastElementChild.remove();
    list.removeAttribute("data-whole");
    readMoreByCount(list);
  }

  /** The link to the next page named the place after a row that is gone: now it asks for as many rows as there are, and more. */
  function readMoreByCount(list) {
    let more = document.getElementById("more");
    if (!more) {
      more = Object.assign(document.createElement("p"), { id: "more", className: "more" });
      list.parentElement.append(more);
    }
    if (more.hasAttribute("data-counts")) return;
    more.className = "more";
    more.removeAttribute("data-end");
    more.setAttribute("data-counts", "");
    const link = Object.assign(document.createElement("a"), { href: "/", textContent: "Show older items", className: "secondary outline" });
    link.setAttribute("role", "button");
    link.addEventListener("click", event => { event.preventDefault(); readAnew(list.children.length + 50); });
    more.replaceChildren(link);
  }

  /** Reads the list again, as many rows as are shown or asked for. */
  function readAnew(count) {
    const section = document.getElementById("list");
    const rows = Math.min(1000, Math.max(count ?? 0, rowsOf(listOf()).length));
    const address = new URL(section.dataset.list, location.href);
    address.searchParams.set("count", rows);
    return htmx.ajax("GET", address.pathname + address.search, { target: section, swap: "refresh" });
  }

  /** Somebody changed what this reader is editing. His form stays; saving it will ask. */
  function tell(here, row) {
    here.latest = row;
    if (here.querySelector(".htmx-request") || here.matches(".htmx-request")) return; // his own change, about to be answered
    const note = here.querySelector("[data-changed]");
    if (!note) return;
    const text = row.querySelector(".text")?.textContent;
    note.replaceChildren(isDeleted(row) ? "Somebody deleted this item meanwhile." : "Somebody changed this item meanwhile. It now says: ");
    if (!isDeleted(row)) note.append(Object.assign(document.createElement("q"), { textContent: text }));
  }

  /** The answer to what this reader did with a row: it takes the row's place, whatever state that is in. */
  function answer(row, added) {
    const here = document.getElementById(row.id);
    if (isDeleted(row)) {
      if (!here) return;
      const near = here.nextElementSibling ?? here.previousElementSibling;
      here.remove();
      (near?.querySelector("a") ?? document.getElementById("add-text"))?.focus();
    } else {
      const latest = here ? (isEdited(here) ? here.latest : here) : deleted.get(row.id);
      const moved = here?.contains(document.activeElement) || isEdited(row);
      if (here) here.replaceWith(row);
      else listOf()?.prepend(row);
      added.push(row);
      if (moved && !isEdited(row)) row.querySelector("a")?.focus({ preventScroll: true });
      if (latest && seqOf(latest) > seqOf(row)) merge(latest, added); // it changed while the answer was under way
    }
  }

  /** A list read anew. Rows that this reader is editing are kept, with what he typed and where his cursor is. */
  function refresh(section, fragment) {
    const fresh = fragment.querySelector("#list");
    const list = fresh?.querySelector("#items");
    if (!list) return [];
    const active = document.activeElement;
    const selection = active?.matches("textarea, input[type=search]") ? [active.selectionStart, active.selectionEnd] : null;
    for (const edited of section.querySelectorAll("[data-editing]")) {
      const row = [...list.children].find(other => other.id === edited.id);
      if (row && seqOf(row) > seqOf(edited)) tell(edited, row);
      if (row) row.replaceWith(edited);
      else list.prepend(edited);
    }
    list.dataset.asked = list.children.length;
    section.replaceWith(fresh);
    if (fresh.dataset.page !== section.dataset.page) history.replaceState(null, "", fresh.dataset.page); // another search
    if (active && active !== document.activeElement && active.isConnected) {
      active.focus({ preventScroll: true });
      if (selection) active.setSelectionRange(...selection);
    }
    return [fresh];
  }

  /** Older rows, at the end; one that came live meanwhile is there already. */
  function append(list, fragment) {
    const added = [...fragment.children].filter(row => row.dataset.at && !document.getElementById(row.id));
    list.append(...added);
    list.dataset.asked = list.children.length;
    list.toggleAttribute("data-whole", !document.querySelector("#more a"));
    added[0]?.querySelector("a")?.focus({ preventScroll: true });
    return added;
  }

  /** The list of recent changes: newest first, bounded. */
  function note(entry) {
    const feed = document.getElementById("feed");
    const newest = feed?.firstElementChild?.dataset.event ?? "";
    if (!feed || entry.dataset.event <= newest) return;
    feed.prepend(entry);
    while (feed.children.length > Number(feed.dataset.max)) feed.lastElementChild.remove();
  }

  htmx.registerExtension("items", {
    handle_swap: (style, target, fragment) => {
      const added = [];
      if (style === "refresh") return refresh(target, fragment);
      if (style === "older") return append(target, fragment);
      if (style !== "merge" && style !== "row") return false;
      for (const element of [...fragment.children]) {
        if (element.dataset.event) note(element);
        else if (style === "merge") merge(element, added);
        else answer(element, added);
      }
      return added;
    },
    htmx_after_swap: () => document.dispatchEvent(new CustomEvent("items:changed")),
  });

  window.itemsPage = { readAnew };
})();
