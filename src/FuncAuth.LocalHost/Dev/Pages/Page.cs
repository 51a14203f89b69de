using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.LocalHost.Dev.Pages;

/// <summary>A page that brings its style and its script along and may load nothing else, unless <see cref="Loads"/> says so.</summary>
internal sealed record Page(string Title, Html Body, string Script)
{
    /// <summary>What its script may load beyond its own answers, as Content-Security-Policy directives.</summary>
    public string Loads { get; init; } = "";

    /// <summary>Whether the page asks again by itself where scripts are off.</summary>
    public bool RefreshesWithoutScript { get; init; }

    public Task WriteAsync(HttpContext http)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        Html refresh = $"""<noscript><meta http-equiv="refresh" content="3"></noscript>""";
        Html page = $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <title>{Title}</title>
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <link rel="icon" href="data:,">
              {(RefreshesWithoutScript ? refresh : Html.Raw(""))}
              <style nonce="{nonce}">{Asset("dev.css")}</style>
            </head>
            <body>
            {Body}
            <script nonce="{nonce}">{Asset(Script)}</script>
            </body>
            </html>

            """;

        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}' 'strict-dynamic'; connect-src 'self'; img-src 'self' data:; "
            + $"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; {Loads}";
        return http.Response.WriteAsync(page.ToString(), http.RequestAborted);
    }

    private static Html Asset(string name)
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return Html.Raw(reader.ReadToEnd());
    }
}
