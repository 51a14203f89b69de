// A sign-up in the three calls of a custom flow: who, then the password, then the code.
"use strict";

const $ = (id) => document.getElementById(id);
const { publishableKey, proxyUrl, script } = $("try").dataset;

function say(status) {
  $("status").textContent = status;
}

function show(form) {
  for (const id of ["sign-up-form", "verify-form", "signed-in"]) $(id).hidden = id !== form;
}

// Clerk's errors carry a sentence for people; anything else says what it says.
function complain(error) {
  $("error").textContent = error?.errors?.map((one) => one.longMessage || one.message).join(" ") || error?.message || String(error);
}

let acting = false; // an act shows what came of it; what the library reports in the middle of it is not the end yet

function on(id, event, act) {
  $(id).addEventListener(event, async (happened) => {
    happened.preventDefault();
    const button = happened.submitter ?? happened.currentTarget;
    $("error").textContent = "";
    button.disabled = acting = true;
    try {
      await act();
    } catch (error) {
      complain(error);
    } finally {
      button.disabled = acting = false;
    }
  });
}

function loadClerk() {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = script;
    element.async = true;
    element.crossOrigin = "anonymous";
    element.dataset.clerkPublishableKey = publishableKey;
    element.dataset.clerkProxyUrl = proxyUrl;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`The client library did not load from ${script}.`));
    document.head.append(element);
  });
}

let drawn;

async function draw() {
  const { session, user, client } = window.Clerk;
  drawn = session?.id;
  $("session").textContent = session?.id ?? "";
  $("token").textContent = "";

  if (session) {
    show("signed-in");
    say(`Signed in as ${user.primaryEmailAddress?.emailAddress ?? user.username ?? user.id}.`);
    $("token").textContent = await session.getToken();
  } else if (client?.signUp?.unverifiedFields?.includes("email_address") && client.signUp.missingFields.length === 0) {
    awaitCode(client.signUp.emailAddress);
  } else {
    show("sign-up-form");
    say("Not signed in. Make an account, any address will do: the code only goes to the inbox.");
  }
}

function awaitCode(address) {
  show("verify-form");
  say(`A code for ${address} is in the inbox.`);
  $("code").focus();
}

on("sign-up-form", "submit", async () => {
  const signUp = await window.Clerk.client.signUp.create({ emailAddress: $("email").value });
  await signUp.update({ password: $("password").value });
  $("password").value = "";
  await signUp.prepareEmailAddressVerification({ strategy: "email_code" });
  awaitCode(signUp.emailAddress);
});

on("verify-form", "submit", async () => {
  const signUp = await window.Clerk.client.signUp.attemptEmailAddressVerification({ code: $("code").value.trim() });
  if (signUp.status !== "complete") throw new Error(`The sign-up is not complete: ${[...signUp.missingFields, ...signUp.unverifiedFields].join(", ")}.`);
  $("code").value = "";
  await window.Clerk.setActive({ session: signUp.createdSessionId });
  await draw();
});

on("resend", "click", async () => {
  const signUp = await window.Clerk.client.signUp.prepareEmailAddressVerification({ strategy: "email_code" });
  $("code").value = "";
  awaitCode(signUp.emailAddress);
});

on("start-over", "click", async () => {
  show("sign-up-form");
  say("Not signed in.");
});

on("sign-out", "click", async () => {
  await window.Clerk.signOut(() => {}); // stay here instead of going to the home page
  await draw();
});

(async () => {
  try {
    await loadClerk();
    await window.Clerk.load({ telemetry: false });
    await draw();
    // Signed in or out in another tab.
    window.Clerk.addListener(({ session }) => !acting && session?.id !== drawn && draw().catch(complain));
  } catch (error) {
    say("The client library is not ready.");
    complain(error);
  }
})();
