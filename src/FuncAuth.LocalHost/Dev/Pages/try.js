// A sign-up in the three calls of a custom flow: who, then the password, then the code. A sign-in with a password, or with a code.
"use strict";

const $ = (id) => document.getElementById(id);
const { publishableKey, proxyUrl, script } = $("try").dataset;

function say(status) {
  $("status").textContent = status;
}

function show(form) {
  for (const id of ["sign-up-form", "sign-in-form", "verify-form", "signed-in"]) $(id).hidden = id !== form;
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
  const { session, user } = window.Clerk;
  drawn = session?.id;
  $("session").textContent = session?.id ?? "";
  $("token").textContent = "";

  if (session) {
    show("signed-in");
    say(`Signed in as ${user.primaryEmailAddress?.emailAddress ?? user.username ?? user.id}.`);
    $("token").textContent = await session.getToken();
  } else if (awaited()) {
    awaitCode();
  } else {
    toSignUp();
  }
}

function toSignUp() {
  show("sign-up-form");
  say("Not signed in. Make an account, any address will do: the code only goes to the inbox.");
}

const isCode = ({ strategy }) => strategy === "email_code" || strategy === "phone_code";

// What a code is on its way for, how another one is asked for, and how it is answered. The attempts themselves know, so a reload goes on.
function awaited() {
  const { signUp, signIn } = window.Clerk.client;
  if (signIn?.status === "needs_second_factor") {
    const [factor] = signIn.supportedSecondFactors.filter(isCode);
    return factor && {
      to: factor.safeIdentifier,
      send: () => signIn.prepareSecondFactor({ strategy: factor.strategy }),
      verify: (code) => signIn.attemptSecondFactor({ strategy: factor.strategy, code }),
    };
  }

  const { strategy } = signIn?.firstFactorVerification ?? {};
  const factor = signIn?.status === "needs_first_factor" && signIn.supportedFirstFactors.find((one) => isCode(one) && one.strategy === strategy);
  if (factor) {
    return {
      to: factor.safeIdentifier,
      send: () => signIn.prepareFirstFactor(factor),
      verify: (code) => signIn.attemptFirstFactor({ strategy, code }),
    };
  }

  if (signUp?.unverifiedFields?.includes("email_address") && signUp.missingFields.length === 0) {
    return {
      to: signUp.emailAddress,
      send: () => signUp.prepareEmailAddressVerification({ strategy: "email_code" }),
      verify: (code) => signUp.attemptEmailAddressVerification({ code }),
    };
  }
}

function awaitCode() {
  show("verify-form");
  say(`A code for ${awaited().to} is in the inbox.`);
  $("code").value = "";
  $("code").focus();
}

// After each proof: done, or one more.
async function goOn({ status, createdSessionId, missingFields = [], unverifiedFields = [] }) {
  if (status === "complete") {
    await window.Clerk.setActive({ session: createdSessionId });
    await draw();
  } else if (status === "needs_second_factor" && awaited()) {
    await awaited().send();
    awaitCode();
  } else {
    throw new Error(`It is not complete: ${[status, ...missingFields, ...unverifiedFields].join(", ")}.`);
  }
}

on("sign-up-form", "submit", async () => {
  const signUp = await window.Clerk.client.signUp.create({ emailAddress: $("email").value });
  await signUp.update({ password: $("password").value });
  $("password").value = "";
  await signUp.prepareEmailAddressVerification({ strategy: "email_code" });
  awaitCode();
});

on("sign-in-form", "submit", async () => {
  const [identifier, password] = [$("identifier").value, $("current-password").value];
  $("current-password").value = "";
  const signIn = await window.Clerk.client.signIn.create(password ? { strategy: "password", identifier, password } : { identifier });
  if (password) {
    await goOn(signIn);
    return;
  }

  const factor = signIn.supportedFirstFactors.find(isCode);
  if (!factor) throw new Error("This account has no address that a code could go to.");
  await signIn.prepareFirstFactor(factor);
  awaitCode();
});

on("verify-form", "submit", async () => goOn(await awaited().verify($("code").value.trim())));

on("resend", "click", async () => {
  await awaited().send();
  awaitCode();
});

on("start-over", "click", async () => toSignUp());
on("to-sign-up", "click", async () => toSignUp());

on("to-sign-in", "click", async () => {
  show("sign-in-form");
  say("Not signed in. Sign in with whatever the account has.");
  $("identifier").focus();
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
