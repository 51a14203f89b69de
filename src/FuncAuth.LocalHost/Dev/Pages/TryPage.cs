using Microsoft.AspNetCore.Http;

namespace FuncAuth.LocalHost.Dev.Pages;

/// <summary>A first sign-up and sign-in in a minute: the client library as it comes from npm, against this host.</summary>
internal static class TryPage
{
    public static Page For(HttpRequest request, LocalAddress address)
    {
        // The page calls the name it was opened by: localhost and 127.0.0.1 are two sites, and the cookie would not travel between them.
        var here = $"{request.Scheme}://{request.Host}";
        Html body = $"""
            <header>
              <h1>Try a sign-up and a sign-in</h1>
              <p>With the unmodified <code>@clerk/clerk-js</code>, against <code>{here}</code>.</p>
              <nav><a href="/_dev" target="funcauth-inbox">Open the inbox</a></nav>
            </header>
            <main id="try" data-publishable-key="{address.PublishableKey}" data-proxy-url="{here}"
                  data-script="{here}/npm/@clerk/clerk-js@6/dist/clerk.browser.js">
              <p id="status" role="status">Loading the client library …</p>

              <form id="sign-up-form" hidden>
                <label for="email">E-mail address</label>
                <input id="email" type="email" autocomplete="email" required placeholder="jane@example.com">
                <label for="password">Password</label>
                <input id="password" type="password" autocomplete="new-password" required minlength="8">
                <button id="sign-up" type="submit">Sign up</button>
                <button id="to-sign-in" class="quiet" type="button">I have an account</button>
              </form>

              <form id="sign-in-form" hidden>
                <label for="identifier">E-mail address, phone number or username</label>
                <input id="identifier" autocomplete="username" autocapitalize="none" spellcheck="false" required>
                <label for="current-password">Password, or none to get a code</label>
                <input id="current-password" type="password" autocomplete="current-password">
                <button id="sign-in" type="submit">Sign in</button>
                <button id="to-sign-up" class="quiet" type="button">I have no account</button>
              </form>

              <form id="verify-form" hidden>
                <label for="code">Code</label>
                <input id="code" inputmode="numeric" autocomplete="one-time-code" required placeholder="6 digits, see the inbox">
                <button id="verify" type="submit">Verify</button>
                <button id="resend" class="quiet" type="button">Send another code</button>
                <button id="start-over" class="quiet" type="button">Start over</button>
              </form>

              <section id="signed-in" hidden>
                <dl>
                  <dt>Session</dt>
                  <dd><output id="session"></output></dd>
                  <dt>Session token, for your backend</dt>
                  <dd><output id="token"></output></dd>
                </dl>
                <button id="sign-out" type="button">Sign out</button>
              </section>

              <p id="error" role="alert"></p>
            </main>
            """;
        return new Page("Try FuncAuth", body, "try.js") { Loads = "worker-src blob:" };
    }
}
