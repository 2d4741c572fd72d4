using Antiphon.Data;

namespace Antiphon.VoiceCalls;

/// <summary>What happens to calls when their customer goes. The statements belong to the transaction of that cause.</summary>
internal static class CustomerCalls
{
    /// <summary>Hands those of one customer to another.</summary>
    public static IEnumerable<Sql> Move(long accountId, long source, long target) =>
    [
        Sql.Of(
            $"""
            update voice_call_events set customer_id = {target}
            where account_id = {accountId} and customer_id = {source} and call_id in (select id from voice_calls where account_id = {accountId} and customer_id = {source})
            """),
        Sql.Of($"update voice_calls set customer_id = {target} where account_id = {accountId} and customer_id = {source}"),
    ];
}
