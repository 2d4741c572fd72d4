using System.Text.Json;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Events.Dispatch;

/// <summary>An event that a consumer has before it.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Id">Of the event.</param>
/// <param name="SubjectType">What the event happened to: of a message its ticket. Events of one subject come in order.</param>
/// <param name="SubjectId">Which of them.</param>
/// <param name="Attempts">How often the event was taken up in vain.</param>
/// <param name="Chain">How many rules stand between the event and its first cause.</param>
/// <param name="Event">The event itself.</param>
internal sealed record QueuedEvent(long AccountId, long Id, string SubjectType, long SubjectId, int Attempts, int Chain, Event Event)
{
    public const string Columns = "q.account_id, q.event_id, q.subject_type, q.subject_id, q.attempts, e.chain, e.context, e.created_at, e.data, e.object_id, e.object_type, e.type, e.user_id, e.origin, e.actor, e.actor_id";

    public static QueuedEvent Read(NpgsqlDataReader row)
    {
        var data = row.Json(8);
        var found = new Event(row.GetInt64(1), row.GetGuid(6), row.Time(7), data, row.GetInt64(9), row.GetString(10), row.GetString(11), row.Long(12));
        return new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), row.IsDBNull(5) ? 0 : row.GetInt32(5), found)
        {
            Origin = row.Text(13),
            RuleId = row.GetString(14) is ActorKind.Rule ? row.Long(15) : null,
        };
    }

    /// <summary>The <see cref="OriginTrail"/> of its first cause; null when nobody was called for it.</summary>
    public string? Origin { get; init; }

    /// <summary>The rule that caused it; null when it was somebody else.</summary>
    public long? RuleId { get; init; }

    /// <summary>The message that the event is about; null when it is about something else.</summary>
    public long? MessageId => Event.ObjectType == Contract.EventObject.TicketMessage ? Event.ObjectId : null;

    /// <summary>A member of the event's data, which may have none.</summary>
    public JsonElement? DataOf(string member) => Event.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(member, out var value) ? value : null;
}
