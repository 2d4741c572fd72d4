using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Messages;

/// <summary>A user as messages need one.</summary>
internal sealed record MessageUser(long Id, string Role, bool Active)
{
    public const string Columns = "id, role, active";

    public static MessageUser Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetBoolean(2));
}

/// <summary>An integration as messages need one.</summary>
internal sealed record MessageIntegration(long Id, string Type, string Name, string? Address)
{
    public static MessageIntegration Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Text(3));
}

/// <summary>
/// What one request has already found. A ticket is made with up to 500 messages, mostly of the same two people, and each is looked up once. Only for
/// the transaction that it was made in.
/// </summary>
internal sealed class MessageLookups
{
    /// <summary>By <c>id:5</c> or <c>email:sam@store.example</c>.</summary>
    public Dictionary<string, MessageUser?> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>The active ones of a channel, the default one first.</summary>
    public Dictionary<string, IReadOnlyList<MessageIntegration>> Integrations { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, MessageIntegration?> IntegrationsById { get; } = [];

    /// <summary>The ids of customers who were found or made, by what pointed at them.</summary>
    public Dictionary<string, long> Customers { get; } = new(StringComparer.Ordinal);

    /// <summary>A customer's name, and the address at which a channel reaches them.</summary>
    public Dictionary<(long Customer, string AddressType), MessageAddressRequest?> Recipients { get; } = [];
}
