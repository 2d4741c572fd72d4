using Antiphon.Contract;
using Antiphon.Data;

namespace Antiphon.CustomFields.Values;

/// <summary>What carries values: tickets or customers, each with a table of its own, so that values vanish with their ticket or customer.</summary>
internal sealed record FieldHolder(string ObjectType, Sql Table, Sql Owner)
{
    public static readonly FieldHolder Ticket = new(EventObject.Ticket, Sql.Of($"ticket_field_values"), Sql.Of($"ticket_id"));
    public static readonly FieldHolder Customer = new(EventObject.Customer, Sql.Of($"customer_field_values"), Sql.Of($"customer_id"));

    public static FieldHolder Of(string objectType) => objectType == EventObject.Ticket ? Ticket : Customer;
}
