using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Demo;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary>What a first run made, for the one time that it is shown.</summary>
internal sealed record Welcome(string Domain, string Email, string Password, string ApiKey, bool HasDemo);

/// <summary>Gives an empty database its first account, so that a new Antiphon can be called at once.</summary>
internal static class FirstRun
{
    public const string Domain = "acme";
    public const string Email = "admin@acme.example";

    private const string Name = "Admin";

    // "Antiphon" with its last letter changed: the migrator has the other.
    private const long Lock = 0x416E746970686F6D;

    /// <summary>Null when there is an account already, or another node makes it at this moment.</summary>
    public static async Task<Welcome?> RunAsync(IServiceProvider services, bool withDemo, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DeskDb>();
        if (await HasAccountAsync(db, cancellationToken))
        {
            return null;
        }

        // One transaction for all of it: a start that is killed half-way leaves an empty database, and the next one is the first again.
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync($"select pg_advisory_xact_lock({Lock})", cancellationToken);
        if (await HasAccountAsync(db, cancellationToken))
        {
            return null;
        }

        var created = (await scope.ServiceProvider.GetRequiredService<CreateAccount>().RunAsync(Domain, Email, Name, new Switches(), cancellationToken)).Value;
        var password = Passwords.NewPassword();
        _ = (await scope.ServiceProvider.GetRequiredService<SetPassword>().RunAsync(created.Account.Id, Email, password, cancellationToken)).Value;
        if (withDemo)
        {
            _ = (await scope.ServiceProvider.GetRequiredService<LoadDemoShop>().RunAsync(Actor.System(created.Account.Id), LoadDemoShop.DefaultSeed, cancellationToken)).Value;
        }

        await transaction.CommitAsync(cancellationToken);
        // What was asked for before the commit was remembered as missing.
        services.GetRequiredService<AccountDirectory>().Forget();
        return new Welcome(Domain, Email, password, created.ApiKey, withDemo);
    }

    // Looks for any account at all, so it cannot name one.
    private static Task<bool> HasAccountAsync(DeskDb db, CancellationToken cancellationToken) =>
        db.SingleAsync($"select exists(select from accounts)", row => row.GetBoolean(0), cancellationToken);
}
