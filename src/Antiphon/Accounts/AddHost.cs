using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Accounts;

/// <summary>Leads another host name to an account, such as the <c>acme.gorgias.com</c> of a client that pins it.</summary>
internal sealed class AddHost(DeskDb db, TimeProvider clock, AccountDirectory directory)
{
    public async Task<Result<string>> RunAsync(long accountId, string host, CancellationToken cancellationToken)
    {
        var name = host.Trim().TrimEnd('.').ToLowerInvariant();
        if (Uri.CheckHostName(name) is UriHostNameType.Unknown)
        {
            return Failure.Invalid("host", "Not a host name: give it without scheme, port and path.");
        }

        if (name is "localhost" || IPAddress.TryParse(name.Trim('[', ']'), out _))
        {
            return Failure.Invalid("host", "Plain addresses and localhost lead to the first account.");
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        try
        {
            await db.ExecuteAsync($"insert into account_hosts (account_id, host) values ({accountId}, {name})", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict($"The host {name} leads to an account already.");
        }

        await db.ExecuteAsync(
            AuditLog.Of(Actor.System(accountId), AuditAction.AccountHostAdded, EventObject.Account, accountId, clock.Now(), new JsonObject { ["host"] = name }), cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(AccountDirectory.Channel, name), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        directory.Forget();
        return name;
    }
}
