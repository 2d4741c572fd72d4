using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Customers;

/// <summary>
/// Keeps what an integration answered about a customer, for side bars, templates and rules: <c>customer.integrations[{id}]</c>. The last answer takes the place
/// of the one before. Nobody waits for it, so whoever shows a customer shows what is there.
/// </summary>
internal sealed class StoreCustomerIntegrationData(DeskDb db, TimeProvider clock)
{
    /// <summary>The longest answer that is kept; it is read with every ticket of the customer.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = FreeJson.MaxDepth + 1 };

    /// <summary>Answers whether something changed. What is no JSON object or list, or too long, counts for nothing, and so does an answer about nobody.</summary>
    public async Task<bool> RunAsync(long integrationId, long customerId, ReadOnlyMemory<byte> answer, Actor actor, CancellationToken cancellationToken)
    {
        if (Read(answer) is not { } data)
        {
            return false;
        }

        var now = clock.Now();
        // The call may have taken so long that its customer is merged by now, or deleted. Rules and templates know the type by the marker, which is ours to set.
        return await db.SingleAsync(
            $"""
            with stored as (
              insert into customer_integrations (account_id, customer_id, integration_id, data, updated_at)
              select {actor.AccountId}, c.id, i.id, case when jsonb_typeof({data}) = 'object' then {data} || jsonb_build_object('__integration_type__', i.type) else {data} end, {now}
              from customers c, integrations i
              where c.account_id = {actor.AccountId}
                and c.id = coalesce((select survivor_id from merged_objects where account_id = {actor.AccountId} and object_type = {EventObject.Customer} and id = {customerId}), {customerId})
                and i.account_id = {actor.AccountId} and i.id = {integrationId}
              for key share of c, i
              on conflict (account_id, customer_id, integration_id) do update set data = excluded.data, updated_at = excluded.updated_at
                where customer_integrations.data is distinct from excluded.data
              returning customer_id),
            logged as ({EventLog.Of(actor, EventType.IntegrationDataItemCreated, EventObject.Customer, now, Sql.Of($"select customer_id, jsonb_build_object('integration_id', {integrationId}) from stored"))})
            select exists (select from stored)
            """,
            row => row.GetBoolean(0),
            cancellationToken);
    }

    private static JsonElement? Read(ReadOnlyMemory<byte> answer)
    {
        if (answer.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutMark(answer), Strict);
            var data = document.RootElement;
            return data.ValueKind is JsonValueKind.Object or JsonValueKind.Array && FreeJson.Check(data) is null ? data.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Some servers still begin with a byte order mark, which JSON (RFC 8259, 8.1) lets readers pass over.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> answer) => answer.Span.StartsWith("\uFEFF"u8) ? answer[3..] : answer;
}
