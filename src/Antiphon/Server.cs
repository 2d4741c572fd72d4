using Antiphon.Accounts;
using Antiphon.Actions;
using Antiphon.Agents;
using Antiphon.Agents.Guarding;
using Antiphon.Agents.Stopping;
using Antiphon.Audit;
using Antiphon.Changes;
using Antiphon.Channels;
using Antiphon.CustomFields;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Demo;
using Antiphon.Events;
using Antiphon.Facts;
using Antiphon.Files;
using Antiphon.Http;
using Antiphon.Http.Conditional;
using Antiphon.Http.Idempotency;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Integrations;
using Antiphon.Jobs;
using Antiphon.Limits;
using Antiphon.Live;
using Antiphon.Macros;
using Antiphon.Messages;
using Antiphon.OAuth;
using Antiphon.Operating;
using Antiphon.Outgoing;
using Antiphon.Reference;
using Antiphon.Rules;
using Antiphon.Sandbox;
using Antiphon.Scheduling;
using Antiphon.Search;
using Antiphon.Secrets;
using Antiphon.Slas;
using Antiphon.Statistics;
using Antiphon.Surveys;
using Antiphon.Tags;
using Antiphon.Teams;
using Antiphon.Tickets;
using Antiphon.Users;
using Antiphon.Views;
using Antiphon.VoiceCalls;
using Antiphon.Widgets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon;

/// <summary>Puts the server together on a database that is there and migrated.</summary>
internal static class Server
{
    public static WebApplication Build(WebApplicationBuilder builder, string connectionString)
    {
        AddServices(builder.Services, connectionString);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        // Before anything reads a section, so that all that are wrong are told at once.
        app.Services.GetService<IStartupValidator>()?.Validate();
        UsePipeline(app);
        return app;
    }

    internal static void AddServices(IServiceCollection services, string connectionString)
    {
        services.AddAccountClock();
        services.AddSingleton(provider => DeskDataSource.Create(connectionString, provider.GetRequiredService<ILoggerFactory>()));
        services.AddScoped<DeskDb>();
        services.AddScoped<CurrentOrigin>();
        services.AddSingleton<Migrator>();
        services.AddHostedSingleton<Announcements>();
        services.AddSandboxClock();
        services.AddOperating();
        services.AddIdentity();
        services.AddHostedService<HourlySweep>();
        services.AddRetention<ForgetOldKeys>();
        services.AddLimits();
        services.AddAccounts();
        services.AddAgents();
        services.AddAudit();
        services.AddChanges();
        services.AddChannels();
        services.AddCustomers();
        services.AddCustomFields();
        services.AddDemo();
        services.AddEvents();
        services.AddFacts();
        services.AddFiles();
        services.AddIntegrations();
        services.AddActions();
        services.AddJobs();
        services.AddLive();
        services.AddMacros();
        services.AddMessages();
        services.AddOAuth();
        services.AddOutgoing();
        services.AddReference();
        services.AddRules();
        services.AddSandbox();
        services.AddScheduling();
        services.AddSearch();
        services.AddSecrets();
        services.AddSlas();
        services.AddStatistics();
        services.AddSurveys();
        services.AddTags();
        services.AddTeams();
        services.AddTickets();
        services.AddUsers();
        services.AddViews();
        services.AddVoiceCalls();
        services.AddWidgets();
    }

    // The order of checks is a promise of the contract: host, limit, credentials, an agent's grants, route, scope and role, then the request itself. What time it is
    // in a sandbox has to be known before credentials, which may have ended by then.
    private static void UsePipeline(WebApplication app)
    {
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestFraming>();
        app.UseRouting();
        app.UseMiddleware<BodyLimitMiddleware>();
        app.UseMiddleware<AccountMiddleware>();
        app.UseMiddleware<LimitMiddleware>();
        app.UseMiddleware<SandboxMiddleware>();
        app.UseMiddleware<AuthenticationMiddleware>();
        app.UseMiddleware<AgentMiddleware>();
        app.UseMiddleware<MergedObjectMiddleware>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<QueryMiddleware>();
        app.UseMiddleware<DeadlockMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.UseMiddleware<IfMatchMiddleware>();
        app.MapHealth();
        app.MapApi();
        // Subscriptions are made when these are created, which must be before the host starts to listen.
        app.Services.GetRequiredService<AccountDirectory>();
        app.Services.GetRequiredService<ApiKeys>();
        app.Services.GetRequiredService<RunningCalls>();
    }

    /// <summary>One instance that is both found by its type and run by the host.</summary>
    internal static IServiceCollection AddHostedSingleton<T>(this IServiceCollection services)
        where T : class, IHostedService => services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());

    /// <summary>One instance that is both found by its type and swept once an hour.</summary>
    internal static IServiceCollection AddRetention<T>(this IServiceCollection services)
        where T : class, IRetention => services.AddSingleton<T>().AddSingleton<IRetention>(provider => provider.GetRequiredService<T>());
}
