using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Demo;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Antiphon.Sandbox.Snapshots;

namespace Antiphon.Sandbox;

/// <summary>How a sandbox is to be made.</summary>
/// <param name="At">The time at which its clock stands still; null: it begins with the present, and goes.</param>
/// <param name="Seed">What chance begins with.</param>
/// <param name="WithDemo">Whether the demo shop is in it.</param>
/// <param name="Password">Of the owner; null: none.</param>
internal sealed record SandboxWish(DateTimeOffset? At = null, long Seed = 1, bool WithDemo = false, string? Password = null);

/// <summary>Opens a sandbox account, and keeps how it was made for whoever resets it.</summary>
internal sealed class OpenSandbox(DeskDb db, SandboxStore store, CreateAccount createAccount, SetPassword setPassword, LoadDemoShop loadDemoShop, WriteSnapshot writeSnapshot, TimeProvider clock)
{
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<Result<NewAccount>> RunAsync(string domain, string ownerEmail, string ownerName, Switches switches, SandboxWish wish, CancellationToken cancellationToken)
    {
        if (wish.At is { } at && (at < Earliest || at.Year > 2090))
        {
            return Failure.Invalid("at", "Must be from 1980 to 2090.");
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var id = await db.SingleAsync($"select nextval('sandbox.accounts')", row => row.GetInt64(0), cancellationToken);
        await db.ExecuteAsync($"select sandbox_count({id})", cancellationToken);
        await store.AddAsync(id, wish.At, wish.Seed, cancellationToken);
        using var stay = clock.In(id, "open");
        var created = await createAccount.RunAsync(domain, ownerEmail, ownerName, switches, id, cancellationToken);
        if (created.Failure is not null)
        {
            return created;
        }

        if (wish.Password is { } password)
        {
            _ = (await setPassword.RunAsync(id, ownerEmail, password, cancellationToken)).Value;
        }

        if (wish.WithDemo)
        {
            _ = (await loadDemoShop.RunAsync(Actor.System(id), LoadDemoShop.DefaultSeed, cancellationToken)).Value;
        }

        await writeSnapshot.RunAsync(id, Snapshot.Origin, wish.At is not null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }
}
