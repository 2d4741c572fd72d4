using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Audit;

/// <summary>What stands in one row of the audit log. JSON is kept as the text that it was written as.</summary>
internal sealed record AuditEntry(
    DateTimeOffset CreatedAt, string Action, string ObjectType, long? ObjectId, long? UserId, string Actor, long? ActorId, Guid? Context, string? From,
    string? Data, string? Before, string? After);

/// <summary>A row with its place in the chain of its account.</summary>
internal sealed record ChainedEntry(long AccountId, long Number, AuditEntry Entry, byte[] PreviousHash, byte[] Hash)
{
    public const string Columns =
        "account_id, number, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data, before, after, previous_hash, hash";

    public static ChainedEntry Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        new AuditEntry(
            row.Time(2), row.GetString(3), row.GetString(4), row.Long(5), row.Long(6), row.GetString(7), row.Long(8), row.IsDBNull(9) ? null : row.GetGuid(9), row.Text(10),
            row.Text(11), row.Text(12), row.Text(13)),
        row.GetFieldValue<byte[]>(14),
        row.GetFieldValue<byte[]>(15));

    public AuditEntryResource ToResource() => new(
        Number,
        Entry.Action,
        Entry.Actor,
        Entry.ActorId,
        Entry.From,
        Json(Entry.After),
        Json(Entry.Before),
        Entry.Context,
        Entry.CreatedAt,
        Json(Entry.Data),
        Convert.ToHexStringLower(Hash),
        Entry.ObjectId,
        Entry.ObjectType,
        Convert.ToHexStringLower(PreviousHash),
        Entry.UserId);

    /// <summary>The columns of a CSV export, with JSON as it is kept.</summary>
    public IReadOnlyList<string?> ToCells() =>
    [
        Text(Number), WireDate.Format(Entry.CreatedAt), Entry.Action, Entry.ObjectType, Text(Entry.ObjectId), Text(Entry.UserId), Entry.Actor, Text(Entry.ActorId), Entry.From,
        Entry.Context?.ToString(), Entry.Data, Entry.Before, Entry.After, Convert.ToHexStringLower(PreviousHash), Convert.ToHexStringLower(Hash),
    ];

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static JsonElement? Json(string? text)
    {
        if (text is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        return document.RootElement.Clone();
    }
}
