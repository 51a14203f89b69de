// Loaded into Azurite's process before Azurite: ends it together with the hosts that use it, however they ended. Who starts it holds
// the other end of standard input, further hosts hold a connection each; the system closes those even when a host is killed.
"use strict";

const net = require("node:net");

let holders = 1;

function release() {
  holders--;
  if (holders > 0) {
    console.log(`guard: ${holders} still here`);
    return;
  }

  setTimeout(() => process.exit(0), 5000).unref();
  const closing = process.emit("SIGTERM"); // Azurite writes its data and closes
  if (!closing) process.exit(0);
}

// Ctrl-C reaches every process of a terminal. The host ends first, then lets go of us.
const once = process.once.bind(process);
process.once = (event, listener) => (event === "SIGINT" ? process : once(event, listener));
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});

process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.stdin.on("error", () => {}).once("close", release).resume();

if (process.env.FUNCAUTH_SHARED === "true") {
  const door = net.createServer((host) => {
    holders++;
    host.on("error", () => {}).once("close", release).resume();
  });
  door.listen(0, "127.0.0.1", () => console.log(`guard: listening at ${door.address().port}`)).unref();
}
