namespace FuncAuth.LocalHost;

/// <summary>What a person wants to know after the start, ready to copy.</summary>
internal static class Banner
{
    public static string For(LocalHostApp app)
    {
        var script = $"{app.BaseUrl}/npm/@clerk/clerk-js@6/dist/clerk.browser.js";
        return $$"""

            FuncAuth is running: instance {{app.Instance}}, storage: {{app.Storage}}.

              Base URL          {{app.BaseUrl}}
              Publishable key   {{app.PublishableKey}}
              Secret key        {{app.SecretKey}}
              Inbox             {{app.BaseUrl}}/_dev
              Try it            {{app.BaseUrl}}/_dev/try

            A page on {{PageOrigins(app.BaseUrl)}}, without a build:

              <script async crossorigin="anonymous"
                src="{{script}}"
                data-clerk-publishable-key="{{app.PublishableKey}}"
                data-clerk-proxy-url="{{app.BaseUrl}}"></script>
              <script>
                addEventListener("load", async () => {
                  await Clerk.load();
                  document.body.append(Clerk.isSignedIn ? "Signed in as " + Clerk.user.id : "Not signed in");
                });
              </script>

            With React (npm install @clerk/react @clerk/clerk-js; samples/react is a sign-up and a sign-in to copy):

              import { Clerk } from "@clerk/clerk-js";

              <ClerkProvider Clerk={Clerk} publishableKey="{{app.PublishableKey}}" proxyUrl="{{app.BaseUrl}}">
                <App />
              </ClerkProvider>

            With the prebuilt components (npm install @clerk/react), where the page's server forwards /__clerk to here, as samples/react/vite.config.ts does:

              <ClerkProvider publishableKey="{{app.PublishableKey}}" proxyUrl="/__clerk">
                <SignIn />
              </ClerkProvider>
            {{(app.IsOpenToOthers ? "\nOther machines can reach this host, and whoever reaches it can use it. Listen on localhost unless you mean that.\n" : "")}}
            Ctrl-C ends it.

            """;
    }

    // The cookie travels between pages of one site only, and a site is a scheme and a host name; ports do not count.
    private static string PageOrigins(string baseUrl) => new UriBuilder(baseUrl) { Port = -1 }.Uri.GetLeftPart(UriPartial.Authority) + " (any port)";
}
