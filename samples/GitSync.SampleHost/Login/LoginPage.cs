using System.Text.Encodings.Web;

namespace GitSync.SampleHost.Login;

/// <summary>The login page's HTML. Everything that is not written here is encoded.</summary>
internal sealed class LoginPage
{
    public required AdminAccount Account { get; init; }

    /// <summary>Whether the dashboard asks nobody who they are.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Who is signed in, or null.</summary>
    public string? User { get; init; }

    public required string ReturnUrl { get; init; }

    /// <summary>What was typed before, or null.</summary>
    public string? Name { get; init; }

    public string? Problem { get; init; }

    public string ToHtml() => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>{(User is null ? "Sign in" : "Signed in")} · GitSync sample</title>
          <link rel="icon" href="/favicon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/css/tokens.css">
          <link rel="stylesheet" href="/css/page.css">
          <link rel="stylesheet" href="/css/controls.css">
          <link rel="stylesheet" href="/css/login.css">
        </head>
        <body class="login">
          <main>
            <div class="brand">
              <img src="/favicon.svg" alt="" width="36" height="36">
              <h1>GitSync <span>admin</span></h1>
            </div>
            {Notice()}
            <div class="panel">
              {Content()}
            </div>
            <p class="login-foot"><a href="/">To the board</a></p>
          </main>
        </body>
        </html>
        """;

    private string Notice() => $"""
        <aside class="login-notice" aria-label="About this login">
              <p><strong>This is a demo.</strong> It has one account, named in the host’s configuration. Your application keeps its own login and gives the
              dashboard a policy of its own.</p>
              {(IsOpen ? $"<p>In Development the dashboard is open: <a href=\"{LoginEndpoints.DashboardPath}\">go there</a>, no need to sign in.</p>" : "")}
            </aside>
        """;

    private string Content() => (User, Account.Password) switch
    {
        ({ } user, _) => $"""
            <p>You are signed in as <strong>{Text(user)}</strong>.</p>
              <form method="post" action="{LoginEndpoints.LogoutPath}" class="login-signed-in">
                <a class="login-go" href="{Text(ReturnUrl)}">Open the dashboard</a>
                <button type="submit">Sign out</button>
              </form>
            """,
        (null, null) => $"""
            <h2>Nobody can sign in yet</h2>
              <p>No password is configured. Write <code>{AdminAccount.PasswordKey}</code> into the host’s settings, for example as the environment variable
              <code>{AdminAccount.PasswordKey.Replace(":", "__", StringComparison.Ordinal)}</code>, and start the host again.</p>
            """,
        (null, _) => $"""
            {(Problem is null ? "" : $"<p class=\"error\" role=\"alert\" id=\"problem\">{Text(Problem)}</p>")}
              <form method="post" action="{LoginEndpoints.LoginPath}">
                <input type="hidden" name="{LoginEndpoints.ReturnUrlField}" value="{Text(ReturnUrl)}">
                <div class="field">
                  <label for="name">Name</label>
                  <input id="name" name="{LoginEndpoints.NameField}" value="{Text(Name ?? "")}" autocomplete="username" autocapitalize="none" spellcheck="false" required{Focus(Name is null)}{Invalid}>
                </div>
                <div class="field">
                  <label for="password">Password</label>
                  <input id="password" type="password" name="{LoginEndpoints.PasswordField}" autocomplete="current-password" required{Focus(Name is not null)}{Invalid}>
                </div>
                <button type="submit" class="primary">Sign in</button>
              </form>
            """,
    };

    private string Invalid => Problem is null ? "" : " aria-invalid=\"true\" aria-describedby=\"problem\"";

    private static string Focus(bool here) => here ? " autofocus" : "";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
