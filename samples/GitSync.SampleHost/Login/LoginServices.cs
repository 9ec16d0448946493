using Microsoft.AspNetCore.Authentication.Cookies;

namespace GitSync.SampleHost.Login;

/// <summary>A cookie that says who the administrator is, and the policy that the dashboard asks for.</summary>
internal static class LoginServices
{
    /// <summary>Who may see the dashboard.</summary>
    public const string AdminPolicy = "GitSyncAdmin";

    public const string AdminRole = "admin";

    private const string CookieName = "gitsync-sample-admin";

    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(8);

    public static void AddDemoLogin(this IServiceCollection services, AdminAccount account)
    {
        services.AddSingleton(account);
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = CookieName;
            cookie.ExpireTimeSpan = SignedInFor;
            cookie.LoginPath = LoginEndpoints.LoginPath;
            cookie.AccessDeniedPath = LoginEndpoints.LoginPath;
        });
        services.AddAuthorizationBuilder().AddPolicy(AdminPolicy, policy => policy.RequireAuthenticatedUser().RequireRole(AdminRole));
        services.AddRateLimiter(limits => limits.AddPolicy<string, SignInLimit>(nameof(SignInLimit)));
    }
}
