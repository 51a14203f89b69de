// The server draws the inbox; this only asks for it again and puts the answer in place.
"use strict";

const every = 1500;
let shown = inbox().innerHTML;

function inbox() {
  return document.getElementById("inbox");
}

function known() {
  return new Set([...document.querySelectorAll("article")].map((article) => article.dataset.id));
}

function localTimes() {
  for (const time of document.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString();
  }
}

async function refresh() {
  const answer = await fetch("/_dev", { cache: "no-store" });
  const page = await answer.text();
  const main = page.slice(page.indexOf("<main"), page.indexOf("</main>")); // without the style, which has another nonce now
  const next = new DOMParser().parseFromString(main, "text/html").getElementById("inbox");
  if (!answer.ok || !next || next.innerHTML === shown) return;

  const before = known();
  shown = next.innerHTML;
  inbox().replaceChildren(...next.childNodes);
  for (const article of document.querySelectorAll("article")) {
    article.classList.toggle("new", !before.has(article.dataset.id));
  }
  localTimes();
}

async function watch() {
  try {
    if (!document.hidden) await refresh();
  } catch {
    // The host is down or restarting: it may be back the next time.
  }
  setTimeout(watch, every);
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1500);
  } catch {
    getSelection().selectAllChildren(button); // no permission: selected is the next best thing
  }
}

document.addEventListener("click", async (click) => {
  const button = click.target.closest("button");
  if (button?.classList.contains("code")) await copy(button);
  if (button?.id === "empty") await fetch("/_dev/messages", { method: "DELETE" }).then(refresh);
  if (button?.id === "reset-clock") await fetch("/_dev/clock?reset", { method: "POST" }).then(refresh);
});
document.addEventListener("visibilitychange", () => document.hidden || refresh().catch(() => {}));

localTimes();
setTimeout(watch, every);
