using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Audit.Chain;
using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Audit;

/// <summary>
/// Takes the oldest rows away. The chain then begins behind an anchor, and a row at its end says which one, so that who cuts off the beginning by hand is
/// found out.
/// </summary>
internal sealed class AuditRetention(NpgsqlDataSource source, IOptions<AuditOptions> options, TimeProvider clock) : IRetention
{
    public string What => "rows of the audit log";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RetentionDays == 0)
        {
            return 0;
        }

        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from audit_chains where number > anchor_number", row => row.GetInt64(0), cancellationToken))
        {
            count += await ShortenAsync(db, accountId, clock.NowOf(accountId).AddDays(-options.Value.RetentionDays), cancellationToken);
        }

        return count;
    }

    private async Task<long> ShortenAsync(DeskDb db, long accountId, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var chain = new AuditChain(db);
        var end = await chain.LockAsync(accountId, cancellationToken);
        // Up to the first row that has to stay: times need not rise with the numbers.
        var last = await db.FirstOrDefaultAsync(
            $"""
            select number, hash from audit_log
            where account_id = {accountId} and number < coalesce((select min(number) from audit_log where account_id = {accountId} and created_at >= {oldest}), {end.Number + 1})
            order by number desc limit 1
            """,
            row => ((long Number, byte[] Hash)?)(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken);
        if (last is not { } anchor)
        {
            return 0;
        }

        await db.ExecuteAsync($"select set_config('antiphon.audit', 'retention', true)", cancellationToken);
        var count = await db.ExecuteAsync($"delete from audit_log where account_id = {accountId} and number <= {anchor.Number}", cancellationToken);
        await db.ExecuteAsync($"update audit_chains set anchor_number = {anchor.Number}, anchor_hash = {anchor.Hash} where account_id = {accountId}", cancellationToken);
        var data = new JsonObject { ["number"] = anchor.Number, ["hash"] = Convert.ToHexStringLower(anchor.Hash), ["rows"] = count };
        var told = new AuditEntry(
            clock.Now(), AuditAction.AuditShortened, AuditObject.AuditLog, null, null, ActorKind.System, null, null, null, data.ToJsonString(JsonSerializerOptions.Web), null, null);
        await chain.AppendAsync(accountId, end, [told], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }
}
