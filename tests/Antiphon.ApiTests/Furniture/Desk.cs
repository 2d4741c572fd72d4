using System.Net.Http.Headers;
using System.Text;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antiphon.ApiTests.Furniture;

/// <summary>
/// The real server over real HTTP on a real PostgreSQL, with one account. A class of tests shares one as a fixture; a test that counts, or that changes
/// the account itself, starts its own or opens a second account.
/// </summary>
public sealed class Desk : IAsyncLifetime
{
    public const string AdminEmail = "ada@acme.example";

    /// <summary>Every desk has the same master key, so that several servers may share a database.</summary>
    public const string SecretsKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly Lazy<string> FilesRoot = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("antiphon-files-").FullName;
        TestRun.AtEnd(() =>
        {
            Directory.Delete(root, recursive: true);
            return Task.CompletedTask;
        });
        return root;
    });

    private WebApplication? app;
    private NewAccount? account;
    private Action<WebApplicationBuilder>? configure;
    private string? connectionString;

    public Uri Address { get; private set; } = null!;

    /// <summary>A caller with the owner's API key.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public string AdminKey => account!.ApiKey;

    public string ConnectionString => connectionString!;

    internal Account Account => account!.Account;

    internal IServiceProvider Services => app!.Services;

    /// <summary>Starts a desk that belongs to one test.</summary>
    public static async Task<Desk> StartAsync(Action<WebApplicationBuilder>? configure = null, string? connectionString = null)
    {
        var desk = new Desk { configure = configure, connectionString = connectionString };
        await desk.InitializeAsync();
        return desk;
    }

    public async ValueTask InitializeAsync()
    {
        connectionString ??= await NewDatabaseAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Configuration.AddInMemoryCollection([new("Limits:FailedLogins", "10000"), new("Secrets:Key", SecretsKey), new("Snooze:WakeEvery", "1.00:00:00"), new("Files:Directory", FilesOf(connectionString)), new("Files:CopyForeign", "false")]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        app = Server.Build(builder, connectionString);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        account = await OpenAccountAsync("acme", AdminEmail);
        Admin = Caller(AdminEmail, account.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>The folder of the files of a database: several servers on it have the same one.</summary>
    public static string FilesOf(string connectionString) => Path.Combine(FilesRoot.Value, new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!);

    /// <summary>A migrated database without an account.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var postgres = await TestPostgres.SharedAsync();
        await postgres.TemplateAsync("desk", async (connectionString, cancellationToken) =>
        {
            await using var source = DeskDataSource.Create(connectionString);
            await new Migrator(source, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(cancellationToken);
        });
        return await postgres.CreateDatabaseAsync("desk");
    }

    /// <summary>A second tenant on the same server; its requests carry the host <c>{domain}.localhost</c>.</summary>
    internal async Task<NewAccount> OpenAccountAsync(string domain, string email, Switches? switches = null) => await InScopeAsync(async services =>
        (await services.GetRequiredService<CreateAccount>().RunAsync(domain, email, "Ada Lind", switches ?? new Switches { Plan = "off" }, CancellationToken.None)).Value);

    /// <summary>Changes the account's switches as an operator would.</summary>
    internal async Task SwitchAsync(Switches switches) => await InScopeAsync(async services =>
    {
        await services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update accounts set switches = {new Jsonb(switches.ToJson())} where account_id = {Account.Id}", CancellationToken.None);
        services.GetRequiredService<AccountDirectory>().Forget();
        return true;
    });

    /// <summary>A user with a role, and a caller with a key of that user.</summary>
    public async Task<HttpClient> AsRoleAsync(string role)
    {
        var email = $"{role}@acme.example";
        var name = $"Some {role}";
        var key = await InScopeAsync(async services =>
        {
            var now = services.GetRequiredService<TimeProvider>().Now();
            await services.GetRequiredService<DeskDb>().ExecuteAsync(
                $"""
                insert into users (account_id, email, name, role, created_at, updated_at)
                values ({Account.Id}, {email}, {name}, {role}, {now}, {now}) on conflict do nothing
                """,
                CancellationToken.None);
            return (await services.GetRequiredService<CreateApiKey>().RunAsync(Account.Id, email, "test", CancellationToken.None)).Value.Key;
        });
        return Caller(email, key);
    }

    /// <summary>A caller with any credentials, as the host of any account.</summary>
    public HttpClient Caller(string email, string key, string? host = null)
    {
        // Redirects and cookies are the server's answers, so nothing here follows or keeps them.
        var caller = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{email}:{key}")));
        caller.DefaultRequestHeaders.Host = host;
        return caller;
    }

    /// <summary>Runs something inside the server, as a request would be.</summary>
    internal async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> run)
    {
        await using var scope = Services.CreateAsyncScope();
        return await run(scope.ServiceProvider);
    }
}
