using System.Collections.Immutable;

namespace FuncAuth.Users;

/// <summary>Usernames that would pass for a part of the application or for the people who run it.</summary>
public static class ReservedUsernames
{
    /// <summary>The words, in canonical form; look-alikes of them are reserved too.</summary>
    public static ImmutableArray<string> Words { get; } =
    [
        // People who run things
        "abuse", "admin", "admins", "administrator", "administrators", "billing", "contact", "customer-service", "employee", "founder", "helpdesk",
        "hostmaster", "info", "legal", "mailer-daemon", "moderator", "moderators", "mods", "noreply", "no-reply", "official", "operator", "owner",
        "owners", "postmaster", "press", "privacy", "root", "sales", "security", "staff", "superuser", "support", "sysadmin", "system", "sysop",
        "team", "trust-and-safety", "webmaster",

        // Accounts of machines, and names that mean nobody
        "anonymous", "authenticated", "daemon", "default", "deleted", "everybody", "everyone", "guest", "localhost", "nobody", "null", "none",
        "public", "service", "test-user", "undefined", "unknown", "user", "username", "users",

        // Addresses of pages and hosts
        "about", "account", "accounts", "api", "apis", "assets", "auth", "authenticate", "authorize", "blog", "callback", "careers", "cdn", "client",
        "config", "console", "cookies", "create", "dashboard", "delete", "demo", "developer", "developers", "docs", "documentation", "download",
        "downloads", "edit", "email", "error", "explore", "faq", "favicon", "feed", "files", "forgot-password", "forum", "ftp", "graphql",
        "health", "healthz", "help", "home", "host", "images", "imap", "index", "invite", "invites", "jobs", "jwks", "login", "logout", "mail",
        "manage", "media", "messages", "metrics", "notifications", "oauth", "oauth2", "openid", "organization", "organizations", "password",
        "payment", "payments", "ping", "plans", "pop3", "pricing", "profile", "profiles", "proxy", "register", "registration", "reset-password",
        "robots", "saml", "search", "secure", "server", "session", "sessions", "settings", "shop", "sign-in", "sign-out", "sign-up", "signin",
        "signout", "signup", "sitemap", "smtp", "sso", "static", "status", "store", "subscribe", "subscription", "terms", "token", "tokens",
        "update", "upload", "uploads", "verify", "verification", "webhook", "webhooks", "well-known", "www",
    ];
}
