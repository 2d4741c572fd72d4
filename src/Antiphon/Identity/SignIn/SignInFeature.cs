using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Reset;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn;

/// <summary>How people come in with a browser: passwords, second factors, sessions, forgotten passwords. The pages stand outside <c>/api</c>.</summary>
internal static class SignInFeature
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services
        .AddRetention<ForgetOldSignIns>()
        .AddHostedSingleton<AccountMail>()
        .AddSingleton<LiveSessions>()
        .AddScoped<StartSession>()
        .AddScoped<EndSessions>()
        .AddScoped<ListSessions>()
        .AddScoped<SignInAttempts>()
        .AddScoped<SignInWithPassword>()
        .AddScoped<CheckCode>()
        .AddScoped<SetUpSecondFactor>()
        .AddScoped<CodePage>()
        .AddScoped<SecondFactorPage>()
        .AddScoped<RequestPasswordReset>()
        .AddScoped<ResetPassword>();

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/pages.css", SendStyle);
        SignInPage.Map(app);
        CodePage.Map(app);
        SignOut.Map(app);
        PasswordResetPages.Map(app);
        SecurityPage.Map(app);
        SecondFactorPage.Map(app);
        ShowSession.Map(app);
    }

    private static IResult SendStyle(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(typeof(SignInFeature).Assembly.GetManifestResourceStream("SignIn/pages.css")!, "text/css; charset=utf-8");
    }
}
