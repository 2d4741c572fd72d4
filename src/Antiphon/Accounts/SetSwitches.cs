using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Accounts;

/// <summary>Changes what an operator may set for an account; every node goes by it at once.</summary>
internal sealed class SetSwitches(DeskDb db, TimeProvider clock, AccountDirectory directory)
{
    public async Task<Result<Account>> RunAsync(long accountId, IReadOnlyCollection<KeyValuePair<string, string>> changes, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var account = await db.FirstOrDefaultAsync($"select {AccountDirectory.Columns:raw} from accounts where account_id = {accountId} for update", AccountDirectory.Read, cancellationToken);
        if (account is null)
        {
            return Failure.NotFound();
        }

        var errors = new FieldErrors();
        var switches = SwitchCatalog.Apply(account.Switches, changes, errors);
        errors.AddIf(
            switches is { Plan: Limits.LimitPlan.CustomName } and not { CustomKeySize: not null, CustomAppSize: not null, CustomWindow: not null },
            "plan",
            "The plan custom needs custom_key_size, custom_app_size and custom_window.");
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        if (switches.MaxIntegrations != account.Switches.MaxIntegrations || switches.MaxActiveRules != account.Switches.MaxActiveRules)
        {
            await ShowLimitsAsync(accountId, switches, cancellationToken);
        }

        await db.ExecuteAsync($"update accounts set switches = {new Jsonb(switches.ToJson())} where account_id = {accountId}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(Actor.System(accountId), clock.Now(), [new(EventType.AccountUpdated, EventObject.Account, accountId)]), cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(AccountDirectory.Channel, account.Domain), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        directory.Forget();
        return account with { Switches = switches };
    }

    // Clients read the limits among the settings, and whoever counts against them reads them there.
    private Task<int> ShowLimitsAsync(long accountId, Switches switches, CancellationToken cancellationToken)
    {
        var data = new Jsonb(new JsonObject { ["max_integrations"] = switches.MaxIntegrations, ["max_active_rules"] = switches.MaxActiveRules }.ToJsonString());
        return db.ExecuteAsync(
            $"""
            insert into account_settings (account_id, type, data, created_at, updated_at) values ({accountId}, {AccountSettingType.Limits}, {data}, {clock.Now()}, {clock.Now()})
            on conflict (account_id, type) do update set data = excluded.data, updated_at = excluded.updated_at
            """,
            cancellationToken);
    }
}
