using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>One address of a customer.</summary>
internal sealed record CustomerChannel(long Id, long CustomerId, string Type, string Address, bool Preferred, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public const string Email = "email";

    public const string Columns = "id, customer_id, type, address, preferred, created_at, updated_at";

    public static CustomerChannel Read(NpgsqlDataReader row) => Read(row, 0);

    public static CustomerChannel Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetInt64(first + 1),
        row.GetString(first + 2),
        row.GetString(first + 3),
        row.GetBoolean(first + 4),
        row.Time(first + 5),
        row.Time(first + 6));

    public CustomerChannelResource ToResource(string? ownerName)
    {
        var owner = new ChannelOwnerResource(CustomerId, ownerName);
        return new CustomerChannelResource(Id, Type, Address, Preferred, CreatedAt, UpdatedAt, null, owner, owner);
    }
}
