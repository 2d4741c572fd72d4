using Antiphon.OAuth.Apps;
using Antiphon.OAuth.Authorizing;
using Antiphon.OAuth.Discovery;
using Antiphon.OAuth.Tokens;

namespace Antiphon.OAuth;

/// <summary>
/// Our own small authorization server: RFC 6749 with the choices of RFC 9700, for apps that admins register and for programs that register themselves.
/// Contract page: authentication.
/// </summary>
internal static class OAuthFeature
{
    public static IServiceCollection AddOAuth(this IServiceCollection services) => services
        .AddRetention<ForgetOldTokens>()
        .AddSingleton<BearerTokens>()
        .AddSingleton<SigningKeys>()
        .AddScoped<IdTokens>()
        .AddScoped<AppSecrets>()
        .AddScoped<FindApp>()
        .AddScoped<CreateApp>()
        .AddScoped<ListApps>()
        .AddScoped<GetApp>()
        .AddScoped<UpdateApp>()
        .AddScoped<RotateAppSecret>()
        .AddScoped<UninstallApp>()
        .AddScoped<DeleteApp>()
        .AddScoped<ReadAuthorizeRequest>()
        .AddScoped<ApproveApp>()
        .AddScoped<AuthorizeEndpoint>()
        .AddScoped<ClientAuthentication>()
        .AddScoped<ClientCall>()
        .AddScoped<IssueTokens>()
        .AddScoped<RevokeGrants>()
        .AddScoped<ExchangeCode>()
        .AddScoped<RefreshAccess>()
        .AddScoped<RevokeToken>()
        .AddScoped<IntrospectToken>()
        .AddScoped<RegisterClient>()
        .AddScoped<UserInfo>();

    public static void MapOAuth(this IEndpointRouteBuilder app)
    {
        AuthorizeEndpoint.Map(app);
        TokenEndpoint.Map(app);
        RevokeToken.Map(app);
        IntrospectToken.Map(app);
        RegisterClient.Map(app);
        MetadataEndpoints.Map(app);
        UserInfo.Map(app);
        KeySetEndpoint.Map(app);
        var admin = app.MapGroup("/admin");
        ListApps.Map(admin);
        CreateApp.Map(admin);
        GetApp.Map(admin);
        UpdateApp.Map(admin);
        RotateAppSecret.Map(admin);
        UninstallApp.Map(admin);
        DeleteApp.Map(admin);
    }
}
