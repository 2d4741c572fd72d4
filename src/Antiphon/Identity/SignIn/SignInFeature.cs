using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Providers;
using Antiphon.Identity.SignIn.Providers.Admission;
using Antiphon.Identity.SignIn.Providers.Calls;
using Antiphon.Identity.SignIn.Reset;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn;

/// <summary>How people come in with a browser: passwords, providers, second factors, sessions, forgotten passwords. The pages stand outside <c>/api</c>.</summary>
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
        .AddSingleton<ProviderDirectory>()
        .AddScoped<ProviderFields>()
        .AddScoped<ListSignInProviders>()
        .AddScoped<GetSignInProvider>()
        .AddScoped<CreateSignInProvider>()
        .AddScoped<UpdateSignInProvider>()
        .AddScoped<DeleteSignInProvider>()
        .AddScoped<ExchangeProviderCode>()
        .AddScoped<AdmitPerson>()
        .AddScoped<DisconnectProvider>()
        .AddScoped<ProviderPages>()
        .AddScoped<RequestPasswordReset>()
        .AddScoped<ResetPassword>();

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/pages.css", SendStyle);
        SignInPage.Map(app);
        CodePage.Map(app);
        SignOut.Map(app);
        ProviderPages.Map(app);
        PasswordResetPages.Map(app);
        SecurityPage.Map(app);
        SecondFactorPage.Map(app);
        ShowSession.Map(app);
    }

    /// <summary>The routes by which admins say with which providers people sign in.</summary>
    public static void MapSignInProviders(this IEndpointRouteBuilder api)
    {
        ListSignInProviders.Map(api);
        CreateSignInProvider.Map(api);
        GetSignInProvider.Map(api);
        UpdateSignInProvider.Map(api);
        DeleteSignInProvider.Map(api);
    }

    private static IResult SendStyle(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(typeof(SignInFeature).Assembly.GetManifestResourceStream("SignIn/pages.css")!, "text/css; charset=utf-8");
    }
}
